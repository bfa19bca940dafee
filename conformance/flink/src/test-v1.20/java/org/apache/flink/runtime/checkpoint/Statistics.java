package org.apache.flink.runtime.checkpoint;

import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/**
 * What counts checkpoints for the web pages. It is a class until 1.20 and an interface since 2.0.
 */
final class Statistics {
    private Statistics() {}

    static CheckpointStatsTracker tracker(JobID job) {
        return new CheckpointStatsTracker(10, new UnregisteredMetricsGroup(), job);
    }
}
