package org.apache.flink.streaming.runtime.tasks;

import org.apache.flink.configuration.CheckpointingOptions;

import java.time.Duration;

/** Has a test harness align barriers, which is configured otherwise in 1.20. */
final class ExactlyOnce {
    private ExactlyOnce() {}

    /** With an interval; without one the harness counts barriers, and aligns none. */
    static <T> void configure(StreamTaskMailboxTestHarnessBuilder<T> builder) {
        builder.addJobConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
    }
}
