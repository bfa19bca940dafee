package org.apache.flink.streaming.runtime.tasks;

import org.apache.flink.core.execution.CheckpointingMode;

/** Has a test harness align barriers, which is configured otherwise in 2.x. */
final class ExactlyOnce {
    private ExactlyOnce() {}

    static <T> void configure(StreamTaskMailboxTestHarnessBuilder<T> builder) {
        builder.modifyStreamConfig(
                config -> config.setCheckpointMode(CheckpointingMode.EXACTLY_ONCE));
    }
}
