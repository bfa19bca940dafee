package cutcheck.conformance.job;

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
}
