package org.apache.flink.streaming.runtime.tasks;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;

/** Has a test harness align barriers, which is configured otherwise in 1.20. */
final class ExactlyOnce {
    private ExactlyOnce() {}

    /** With an interval; without one the harness counts barriers, and aligns none. */
    static <T> void configure(StreamTaskMailboxTestHarnessBuilder<T> builder) {
        builder.addJobConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
    }
}
