package cutcheck.conformance.commit;

import cutcheck.conformance.job.TwoPhaseCommit;

import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.VoidSerializer;
import org.apache.flink.runtime.state.FunctionSnapshotContext;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A two-phase-commit sink whose transactions are the outside's. A transaction is known by its name.
 */
public final class LoggedSink extends TwoPhaseCommit<Integer, String, Void> {
    private static final long serialVersionUID = 1L;

    private final Outside outside;
    private final int region;
    private transient long checkpoint;

    LoggedSink(Outside outside, int region) {
        super(StringSerializer.INSTANCE, VoidSerializer.INSTANCE);
        this.outside = outside;
        this.region = region;
    }

    /** The checkpoints whose transactions wait for a completion. */
    Set<Long> prepared() {
        Set<Long> ids = new TreeSet<>();
        for (Map.Entry<Long, TransactionHolder<String>> each :
                pendingCommitTransactions.entrySet()) {
            if (!outside.isEmpty(name(each.getValue()))) {
                ids.add(each.getKey());
            }
        }
        return ids;
    }

    private static String name(TransactionHolder<String> holder) {
        return (String) cutcheck.conformance.run.Inside.field(holder, "handle");
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        checkpoint = context.getCheckpointId();
        super.snapshotState(context);
    }

    @Override
    protected String beginTransaction() {
        return outside.begin(region);
    }

    @Override
    protected void invoke(String transaction, Integer record, Context context) {
        outside.add(transaction, record);
    }

    @Override
    protected void preCommit(String transaction) {
        outside.prepare(transaction, checkpoint);
    }

    @Override
    protected void commit(String transaction) {
        outside.commit(transaction);
    }

    @Override
    protected void abort(String transaction) {
        outside.abort(transaction);
    }

    /** The transaction that was open when the restored state was taken (D4a). */
    @Override
    protected void recoverAndAbort(String transaction) {
        outside.abortAtRestore(transaction);
    }
}
