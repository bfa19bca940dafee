package cutcheck.conformance.logs;

import cutcheck.conformance.job.TwoPhaseCommit;

import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.VoidSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A two-phase-commit sink that says in the log what it does. What it writes is forgotten; its
 * transactions are not.
 */
final class TransactionSink extends TwoPhaseCommit<Long, Long, Void> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(TransactionSink.class);

    private final String pipeline;
    private transient String where;
    private transient long recordCount;
    private transient long checkpoint;

    TransactionSink(String pipeline) {
        super(LongSerializer.INSTANCE, VoidSerializer.INSTANCE);
        this.pipeline = pipeline;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        where = pipeline + "/" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        super.initializeState(context);
    }

    @Override
    protected Long beginTransaction() {
        long transaction = Transactions.begin();
        recordCount = 0;
        LOG.info("Sink of {} begins transaction {}.", where, transaction);
        return transaction;
    }

    @Override
    protected void invoke(Long transaction, Long record, Context context) {
        recordCount++;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        checkpoint = context.getCheckpointId();
        super.snapshotState(context);
    }

    @Override
    protected void preCommit(Long transaction) {
        Transactions.prepare(transaction);
        LOG.info(
                "Sink of {} prepares transaction {} with {} records for checkpoint {}.",
                where,
                transaction,
                recordCount,
                checkpoint);
    }

    @Override
    protected void commit(Long transaction) {
        Trouble.throwIfAsked(TroubleKind.COMMIT_THROWS, where);
        LOG.info(
                "Sink of {} commits transaction {}, which was {}.",
                where,
                transaction,
                Transactions.commit(transaction));
    }

    @Override
    protected void recoverAndCommit(Long transaction) {
        LOG.info(
                "Sink of {} commits restored transaction {}, which was {}.",
                where,
                transaction,
                Transactions.commit(transaction));
    }

    @Override
    protected void abort(Long transaction) {
        LOG.info(
                "Sink of {} aborts transaction {}, which was {}.",
                where,
                transaction,
                Transactions.abort(transaction));
    }

    @Override
    protected void recoverAndAbort(Long transaction) {
        LOG.info(
                "Sink of {} aborts restored transaction {}, which was {}.",
                where,
                transaction,
                Transactions.abort(transaction));
    }

    @Override
    public void notifyCheckpointAborted(long aborted) {
        LOG.info("Sink of {} hears that checkpoint {} is aborted.", where, aborted);
        super.notifyCheckpointAborted(aborted);
    }
}
