package cutcheck.conformance.facts;

import cutcheck.conformance.job.TwoPhaseCommit;

import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.operators.StreamSink;

import java.util.Collection;
import java.util.Optional;

/**
 * Transactions that are names, t0, t1 and so on; all that is done to them happens in a {@link
 * Script}.
 */
final class RecordingTransactions extends TwoPhaseCommit<String, String, String> {
    private final Local<Script> script;
    private int begun;

    private RecordingTransactions(Script script) {
        super(StringSerializer.INSTANCE, StringSerializer.INSTANCE);
        this.script = Local.of(script);
    }

    /** The operator that Flink runs the function in. */
    static StreamSink<String> operator(Script script) {
        return new StreamSink<>(new RecordingTransactions(script));
    }

    /** Flink hands over the recovered transactions only if there is a context. */
    @Override
    protected Optional<String> initializeUserContext() {
        return Optional.of("context");
    }

    @Override
    protected String beginTransaction() {
        String transaction = "t" + begun++;
        script.get().happens("begin " + transaction);
        return transaction;
    }

    @Override
    protected void invoke(String transaction, String value, Context context) {
        script.get().happens("write " + value + " to " + transaction);
    }

    @Override
    protected void preCommit(String transaction) {
        script.get().happens("preCommit " + transaction);
    }

    @Override
    protected void commit(String transaction) {
        script.get().happens("commit " + transaction);
    }

    @Override
    protected void abort(String transaction) {
        script.get().happens("abort " + transaction);
    }

    @Override
    protected void recoverAndCommit(String transaction) {
        script.get().happens("recoverAndCommit " + transaction);
    }

    @Override
    protected void recoverAndAbort(String transaction) {
        script.get().happens("recoverAndAbort " + transaction);
    }

    @Override
    protected void finishRecoveringContext(Collection<String> handled) {
        script.get().happens("finish " + handled);
    }
}
