package org.apache.flink.runtime.checkpoint;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_EXPIRED;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_SUBSUMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.core.testutils.ScheduledTask;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;

/** What happens, in which order, when a checkpoint completes, fails to, or is aborted. */
class CompletionFactsTest {
    @TempDir Path directory;

    @Test
    @DisplayName(
            "The timeout aborts a checkpoint that is pending, and does nothing to one that is"
                + " complete")
    void A17_theTimeoutAbortsWhatIsPending() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        var result = kit.trigger();
        var timeout = (ScheduledTask<?>) CoordinatorKit.field(kit.pending(1), "cancellerHandle");
        kit.complete(1);
        kit.take();
        assertThat(timeout.isCancelled()).isTrue();
        timeout.getCallable().call(); // it was too late to cancel it
        assertThat(kit.events).isEmpty();
        assertThat(result).isCompleted();

        result = kit.trigger();
        kit.expire(2);
        assertThat(CoordinatorKit.failure(result)).isEqualTo(CHECKPOINT_EXPIRED);
        assertThat(kit.checkpoints.getRecentExpiredCheckpoints()).containsExactly(2L);
    }

    @Test
    @DisplayName(
            "Completion: store, failure manager, promise, what is subsumed is aborted, tasks are"
                + " told, coordinators")
    void A18_X15_theOrderOfACompletion() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").build();
        kit.trigger();
        kit.complete(1);
        var second = kit.trigger();
        kit.trigger().whenComplete((checkpoint, failure) -> kit.record("promise(3)"));
        kit.take();
        kit.complete(3);

        assertThat(kit.events)
                .containsExactly(
                        "store.add(3)",
                        "success(3)",
                        "promise(3)",
                        "failure(2, CHECKPOINT_SUBSUMED)",
                        "source.abort(2, latest 3)",
                        "sink.abort(2, latest 3)",
                        "coordinator.abort(2)",
                        "source.complete(3)",
                        "sink.complete(3)",
                        "coordinator.complete(3)");
        assertThat(kit.pendingAt("promise(3)"))
                .as("still pending")
                .containsExactlyInAnyOrder(2L, 3L);
        assertThat(kit.pendingAt("failure(2, CHECKPOINT_SUBSUMED)")).containsExactly(2L);
        assertThat(kit.pendingAt("source.complete(3)")).isEmpty();
        assertThat(CoordinatorKit.failure(second)).isEqualTo(CHECKPOINT_SUBSUMED);
    }

    @Test
    @DisplayName(
            "With the completion tasks are told which completed checkpoint is subsumed by it, if"
                + " one is")
    void A18_theCompletionNamesWhatIsSubsumed() throws Exception {
        var kit = new CoordinatorKit.Setup().retained(2).build();
        for (long id = 1; id <= 3; id++) {
            kit.trigger();
            kit.complete(id);
            assertThat(kit.subsumedTold).as("told with " + id).isEqualTo(id == 3 ? 1 : -1);
        }
    }

    @Test
    @DisplayName(
            "A plain savepoint is not stored, is announced to nobody and subsumes nothing; a later"
                + " checkpoint does")
    void A19_aPlainSavepointIsNotStoredAndNotAnnounced() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").build();
        kit.trigger();
        var result = kit.triggerSavepoint(directory.toUri().toString());
        kit.take();
        kit.complete(2);
        assertThat(result).isCompleted();
        assertThat(kit.take()).containsExactly("success(2)");
        assertThat(kit.store.getLatestCheckpoint()).isNull();
        assertThat(kit.pending()).containsExactly(1L);

        kit.trigger();
        kit.complete(3);
        assertThat(kit.events)
                .contains("store.add(3)", "failure(1, CHECKPOINT_SUBSUMED)", "sink.complete(3)");
    }

    @Test
    @DisplayName(
            "A synchronous savepoint is not stored, but is announced and subsumes what is pending")
    void A19_aSynchronousSavepointIsAnnouncedWithoutBeingStored() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").build();
        kit.trigger();
        kit.triggerSynchronousSavepoint(directory.toUri().toString());
        kit.take();
        kit.complete(2);
        assertThat(kit.take())
                .containsExactly(
                        "success(2)",
                        "failure(1, CHECKPOINT_SUBSUMED)",
                        "source.abort(1, latest 0)",
                        "sink.abort(1, latest 0)",
                        "coordinator.abort(1)",
                        "source.complete(2)",
                        "sink.complete(2)",
                        "coordinator.complete(2)");
        assertThat(kit.store.getLatestCheckpoint()).isNull();
    }

    @Test
    @DisplayName(
            "When the store fails, files are deleted, the failure is counted and the checkpoint is"
                + " announced as aborted")
    void A20_aFailingStoreAborts() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").build();
        kit.trigger();
        kit.complete(1);
        kit.trigger();
        kit.take();
        kit.store.failWith(new Exception("down"));
        var own = acknowledgeWithFiles(kit, 2);

        assertThat(kit.take())
                .containsExactly(
                        "store.add(2)",
                        "failure(2, FINALIZE_CHECKPOINT_FAILURE)",
                        "source.abort(2, latest 1)",
                        "sink.abort(2, latest 1)",
                        "coordinator.abort(2)");
        assertThat(kit.counted()).isEqualTo(1);
        assertThat(kit.pending()).isEmpty();
        assertThat(kit.store.getLatestCheckpointId()).isEqualTo(1);
        assertThat(own.isDiscarded()).isTrue();
    }

    @Test
    @DisplayName("When nobody knows whether the store has written, the files are left alone")
    void A20_aStoreThatMayHaveWrittenLeavesTheFiles() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.trigger();
        kit.store.failWith(new PossibleInconsistentStateException(new Exception("who knows")));
        var own = acknowledgeWithFiles(kit, 1);
        assertThat(kit.events)
                .contains("failure(1, FINALIZE_CHECKPOINT_FAILURE)", "sink.abort(1, latest 0)");
        assertThat(own.isDiscarded()).isFalse();
    }

    @Test
    @DisplayName(
            "An abort: promise, failure manager, tasks and coordinators are told; only then it is"
                + " no longer pending")
    void A21a_theOrderOfAnAbort() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").build();
        kit.trigger();
        kit.complete(1);
        kit.trigger().whenComplete((checkpoint, failure) -> kit.record("promise(2)"));
        kit.take();
        kit.decline(kit.sink, 2);

        assertThat(kit.events)
                .containsExactly(
                        "promise(2)",
                        "failure(2, CHECKPOINT_DECLINED)",
                        "source.abort(2, latest 1)",
                        "sink.abort(2, latest 1)",
                        "coordinator.abort(2)");
        assertThat(kit.pendingAt("coordinator.abort(2)")).isEqualTo(Set.of(2L));
        assertThat(kit.pending()).isEmpty();
    }

    @Test
    @DisplayName(
            "An abort waits for an I/O thread, a completion does not: complete(2) leaves before"
                + " abort(1, latest 0)")
    void A21b_X16_aLaterCompletionOvertakesAnAbort() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").queuedIo().build();
        kit.trigger();
        kit.settle();
        kit.trigger();
        kit.settle();
        kit.take();

        kit.decline(kit.sink, 1);
        kit.complete(2);
        assertThat(kit.take())
                .as("before an I/O thread runs")
                .containsExactly(
                        "failure(1, CHECKPOINT_DECLINED)",
                        "coordinator.abort(1)",
                        "store.add(2)",
                        "success(2)",
                        "source.complete(2)",
                        "sink.complete(2)",
                        "coordinator.complete(2)");
        kit.settle();
        assertThat(kit.take())
                .as("afterwards, with the latest id of the time of the abort")
                .containsExactly("source.abort(1, latest 0)", "sink.abort(1, latest 0)");
    }

    @Test
    @DisplayName(
            "What a completion subsumes is announced as aborted after the completion, with the"
                + " completed id as latest")
    void A21b_whatIsSubsumedIsAnnouncedAfterTheCompletion() throws Exception {
        var kit = new CoordinatorKit.Setup().queuedIo().build();
        kit.trigger();
        kit.settle();
        kit.trigger();
        kit.settle();
        kit.take();
        kit.complete(2);
        kit.settle();
        assertThat(kit.events)
                .containsExactly(
                        "store.add(2)",
                        "success(2)",
                        "failure(1, CHECKPOINT_SUBSUMED)",
                        "source.complete(2)",
                        "sink.complete(2)",
                        "source.abort(1, latest 2)",
                        "sink.abort(1, latest 2)");
    }

    /** Both tasks acknowledge, the source with files; the last acknowledgement throws. */
    private static RecordedHandle acknowledgeWithFiles(CoordinatorKit kit, long checkpoint)
            throws Exception {
        var own = new RecordedHandle("own");
        var state =
                RecordedHandle.state(
                        kit.operator(kit.source), "file", new RecordedHandle("shared"), own);
        kit.acknowledge(kit.attempt(kit.source), checkpoint, state);
        assertThat(own.isDiscarded()).isFalse();
        assertThatThrownBy(() -> kit.acknowledge(kit.sink, checkpoint))
                .isInstanceOf(CheckpointException.class);
        return own;
    }
}
