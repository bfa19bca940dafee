package cutcheck.conformance.job;

import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointStatsTracker;
import org.apache.flink.runtime.executiongraph.DefaultExecutionGraph;
import org.apache.flink.runtime.io.network.partition.ResultPartitionType;
import org.apache.flink.runtime.jobgraph.DistributionPattern;
import org.apache.flink.runtime.jobgraph.JobVertex;

/** What a job needs of Flink that is written otherwise in 2.x. */
final class Graphs {
    private Graphs() {}

    /** Connects two vertices so that each pair of subtasks is a region of its own. */
    static void connect(JobVertex source, JobVertex sink) {
        sink.connectNewDataSetAsInput(
                source, DistributionPattern.POINTWISE, ResultPartitionType.PIPELINED);
    }

    /** The graph tells the coordinator of changes, as DefaultExecutionGraph.enableCheckpointing arranges it. */
    static void listen(DefaultExecutionGraph graph, CheckpointCoordinator coordinator) {
        graph.registerJobStatusListener(coordinator.createActivatorDeactivator(true));
    }

    static CheckpointStatsTracker statsTracker(JobID job) {
        return new CheckpointStatsTracker(1, new UnregisteredMetricsGroup(), job);
    }
}
