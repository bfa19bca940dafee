package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code TwoPhaseCommitSinkFunction}: transactions t0, t1, … are begun one after another. */
class TwoPhaseCommitFactsTest {
    private final Script script = new Script();

    @Test
    @DisplayName("a snapshot pre-commits the current transaction and begins the next one")
    void D4_aSnapshotPreCommits() throws Exception {
        try (var sink = sink()) {
            sink.open();
            assertThat(script.events()).containsExactly("begin t0");
            sink.processElement("a", 0);
            sink.snapshot(1, 0);
            assertThat(script.events())
                    .containsExactly("begin t0", "write a to t0", "preCommit t0", "begin t1");
        }
    }

    @Test
    @DisplayName(
            "complete(n) commits every pre-committed transaction up to n, and is legal without any")
    void D4_D1_aCompletionCommitsAllUpToItsId() throws Exception {
        try (var sink = afterSnapshots(3)) {
            sink.notifyOfCompletedCheckpoint(2);
            assertThat(script.events()).containsExactly("commit t0", "commit t1");
            sink.notifyOfCompletedCheckpoint(1);
            sink.notifyOfCompletedCheckpoint(2);
            assertThat(script.events()).as("nothing is committed again").hasSize(2);
            sink.notifyOfCompletedCheckpoint(7);
            sink.notifyOfCompletedCheckpoint(8);
            assertThat(script.events()).containsExactly("commit t0", "commit t1", "commit t2");
        }
    }

    @Test
    @DisplayName(
            "aborted(n) does nothing: what was pre-committed for n is committed with the next"
                    + " completion")
    void D3_D4_anAbortIsNoRollback() throws Exception {
        try (var sink = afterSnapshots(3)) {
            ((CheckpointListener) sink.getOperator()).notifyCheckpointAborted(2);
            assertThat(script.events()).isEmpty();
            sink.notifyOfCompletedCheckpoint(3);
            assertThat(script.events()).containsExactly("commit t0", "commit t1", "commit t2");
        }
    }

    @Test
    @DisplayName(
            "a restore commits all that is pending in the state, and aborts the transaction that"
                    + " was current")
    void D4_D2_aRestoreCommitsWhatIsPending() throws Exception {
        OperatorSubtaskState second;
        try (var sink = sink()) {
            sink.open();
            sink.snapshot(1, 0);
            second = sink.snapshot(2, 0);
        }
        script.clear();
        try (var restored = sink()) {
            restored.initializeState(second);
            assertThat(script.events())
                    .containsExactly(
                            "recoverAndCommit t0",
                            "recoverAndCommit t1",
                            "recoverAndAbort t2",
                            "finish [t0, t1, t2]",
                            "begin t0");
        }
    }

    @Test
    @DisplayName(
            "a transaction that is committed already is committed again by a restore of the state"
                    + " that names it")
    void D5_aCommitMustBeIdempotent() throws Exception {
        OperatorSubtaskState first;
        try (var sink = sink()) {
            sink.open();
            first = sink.snapshot(1, 0);
            sink.notifyOfCompletedCheckpoint(1);
        }
        assertThat(script.events("commit.*")).containsExactly("commit t0");
        script.clear();
        try (var restored = sink()) {
            restored.initializeState(first);
            assertThat(script.events(".*ommit t.*")).containsExactly("recoverAndCommit t0");
        }
    }

    @Test
    @DisplayName(
            "if the commit of one transaction throws, later ones are committed, and the first is"
                    + " dropped")
    void X14_aFailingCommitIsDropped() throws Exception {
        try (var sink = afterSnapshots(2)) {
            script.fail("commit t0", new IllegalStateException("a commit"));
            assertThatThrownBy(() -> sink.notifyOfCompletedCheckpoint(2))
                    .hasMessageContaining("Committing one of transactions failed");
            assertThat(script.events()).containsExactly("commit t0", "commit t1");
            sink.notifyOfCompletedCheckpoint(3);
            assertThat(script.events()).as("it is not tried again").hasSize(2);
        }
    }

    private OneInputStreamOperatorTestHarness<String, Object> sink() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(RecordingTransactions.operator(script));
    }

    /** A sink after the snapshots 1 to n, which has t0 to t(n-1) pending. */
    private OneInputStreamOperatorTestHarness<String, Object> afterSnapshots(int n)
            throws Exception {
        var sink = sink();
        sink.open();
        for (int id = 1; id <= n; id++) {
            sink.snapshot(id, 0);
        }
        script.clear();
        return sink;
    }
}
