package cutcheck.conformance.job;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.api.functions.sink.TwoPhaseCommitSinkFunction;

/**
 * Flink's own two-phase commit, under the name of the package in which Flink 1 has it.
 *
 * @param <T> records
 * @param <X> transactions
 * @param <C> what the user keeps beside them
 */
public abstract class TwoPhaseCommit<T, X, C> extends TwoPhaseCommitSinkFunction<T, X, C> {
    private static final long serialVersionUID = 1L;

    protected TwoPhaseCommit(TypeSerializer<X> transactions, TypeSerializer<C> contexts) {
        super(transactions, contexts);
    }
}
