package cutcheck.conformance.logs;

import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.VoidSerializer;
import org.apache.flink.streaming.api.functions.sink.legacy.TwoPhaseCommitSinkFunction;

/** Flink's own two-phase commit, under the name of the package in which Flink 2 has it. */
abstract class TwoPhaseCommit extends TwoPhaseCommitSinkFunction<Long, Long, Void> {
    private static final long serialVersionUID = 1L;

    TwoPhaseCommit() {
        super(LongSerializer.INSTANCE, VoidSerializer.INSTANCE);
    }
}
