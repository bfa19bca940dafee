package cutcheck.conformance.job;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinatorDeActivator;
import org.apache.flink.runtime.checkpoint.CheckpointStatsTracker;
import org.apache.flink.runtime.checkpoint.NoOpCheckpointStatsTracker;
import org.apache.flink.runtime.executiongraph.DefaultExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionStateUpdateListener;
import org.apache.flink.runtime.io.network.partition.ResultPartitionType;
import org.apache.flink.runtime.jobgraph.DistributionPattern;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.util.JobVertexConnectionUtils;

/** What a job needs of Flink that is written otherwise in 1.20. */
final class Graphs {
    private Graphs() {}

    /** Connects two vertices so that each pair of subtasks is a region of its own. */
    static void connect(JobVertex source, JobVertex sink) {
        JobVertexConnectionUtils.connectNewDataSetAsInput(
                sink, source, DistributionPattern.POINTWISE, ResultPartitionType.PIPELINED);
    }

    /** The graph tells the coordinator of changes, as DefaultExecutionGraph.enableCheckpointing arranges it. */
    static void listen(DefaultExecutionGraph graph, CheckpointCoordinator coordinator) {
        CheckpointCoordinatorDeActivator listener = coordinator.createActivatorDeactivator(true);
        graph.registerJobStatusListener(listener);
        if (listener instanceof ExecutionStateUpdateListener) {
            graph.registerExecutionStateUpdateListener((ExecutionStateUpdateListener) listener);
        }
    }

    static CheckpointStatsTracker statsTracker(JobID job) {
        return NoOpCheckpointStatsTracker.INSTANCE;
    }
}
