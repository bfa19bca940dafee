package cutcheck.conformance.job;

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
}
