package org.apache.flink.runtime.checkpoint;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_DECLINED;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_NOT_READY;
import static org.apache.flink.runtime.checkpoint.PendingCheckpoint.TaskAcknowledgeResult.DISCARDED;
import static org.apache.flink.runtime.checkpoint.PendingCheckpoint.TaskAcknowledgeResult.DUPLICATE;
import static org.apache.flink.runtime.checkpoint.PendingCheckpoint.TaskAcknowledgeResult.SUCCESS;
import static org.apache.flink.runtime.checkpoint.PendingCheckpoint.TaskAcknowledgeResult.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistryKey;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The pending checkpoint, and what becomes of acknowledgements and declines. */
class PendingFactsTest {
    @TempDir Path directory;

    @Test
    @DisplayName(
            "What is outstanding is kept by attempt: another attempt of the same subtask does not"
                    + " count")
    void A8_outstandingTasksAreAttempts() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.trigger();
        var old = kit.attempt(kit.sink);
        kit.sink.getCurrentExecutionAttempt().transitionState(ExecutionState.FAILED);
        kit.restart(kit.sink);

        kit.acknowledge(kit.sink, 1);
        assertThat(kit.pending(1).getNumberOfAcknowledgedTasks()).as("the new attempt").isZero();
        kit.acknowledge(old, 1, null);
        assertThat(kit.pending(1).getNumberOfAcknowledgedTasks())
                .as("the old attempt")
                .isEqualTo(1);
    }

    @Test
    @DisplayName(
            "Fully acknowledged: no task, no coordinator and no hook is outstanding, and it is not"
                    + " disposed")
    void A9_fullyAcknowledged() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        var coordinator = new RecordedCoordinator("coordinator", kit::record);
        var pending = pending(kit, List.of(coordinator.operatorId()), List.of("hook"));
        pending.acknowledgeTask(kit.attempt(kit.source), null, new CheckpointMetrics());
        assertThat(pending.isFullyAcknowledged())
                .as("a coordinator and a hook are outstanding")
                .isFalse();
        pending.acknowledgeCoordinatorState(
                coordinator, new ByteStreamStateHandle("state", new byte[1]));
        assertThat(pending.isFullyAcknowledged()).as("a hook is outstanding").isFalse();
        pending.acknowledgeMasterState("hook", null);
        assertThat(pending.isFullyAcknowledged()).isTrue();

        dispose(kit, pending);
        assertThat(pending.isFullyAcknowledged()).as("disposed").isFalse();
    }

    @Test
    @DisplayName(
            "An acknowledgement succeeds once; again it is a duplicate, from another attempt"
                    + " unknown, later discarded")
    void A10_resultsOfAnAcknowledgement() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        var pending = pending(kit, List.of(), List.of());
        var metrics = new CheckpointMetrics();
        assertThat(pending.acknowledgeTask(kit.attempt(kit.source), null, metrics))
                .isEqualTo(SUCCESS);
        assertThat(pending.acknowledgeTask(kit.attempt(kit.source), null, metrics))
                .isEqualTo(DUPLICATE);
        assertThat(
                        pending.acknowledgeTask(
                                ExecutionGraphTestUtils.createExecutionAttemptId(), null, metrics))
                .isEqualTo(UNKNOWN);
        dispose(kit, pending);
        assertThat(pending.acknowledgeTask(kit.attempt(kit.source), null, metrics))
                .isEqualTo(DISCARDED);
    }

    @Test
    @DisplayName(
            "A late acknowledgement registers its shared files and deletes the others; only of an"
                    + " expired one it says so")
    void A14_aLateAcknowledgementRegistersItsSharedFiles() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.trigger();
        kit.decline(kit.sink, 1);
        var declined = new Files(kit, "declined");
        assertThat(declined.acknowledge(1)).as("pending a short while ago").isFalse();
        kit.trigger();
        kit.expire(2);
        var expired = new Files(kit, "expired");
        assertThat(expired.acknowledge(2)).as("expired a short while ago").isTrue();
        var never = new Files(kit, "never");
        assertThat(never.acknowledge(99)).isFalse();

        for (Files files : List.of(declined, expired, never)) {
            assertThat(files.own.isDiscarded()).isTrue();
            assertThat(files.shared.isDiscarded()).isFalse();
            assertThat(files.isRegistered()).isTrue();
        }
        kit.trigger();
        kit.complete(3);
        assertThat(declined.shared.isDiscarded()).as("not used by 3 or later").isTrue();
        assertThat(expired.shared.isDiscarded()).isTrue();
        assertThat(never.shared.isDiscarded()).as("used by 99").isFalse();
    }

    @Test
    @DisplayName("The last 16 expired checkpoints are remembered")
    void A14_theLastSixteenExpiredCheckpointsAreRemembered() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        for (long id = 1; id <= 17; id++) {
            kit.trigger();
            kit.expire(id);
        }
        assertThat(kit.acknowledge(kit.source, 1)).isFalse();
        for (long id = 2; id <= 17; id++) {
            assertThat(kit.acknowledge(kit.source, id)).as("%d", id).isTrue();
        }
    }

    @Test
    @DisplayName(
            "Shared files of a pending savepoint are not registered, those of a pending checkpoint"
                    + " are")
    void A14_sharedFilesOfASavepointAreNotRegistered() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.triggerSavepoint(directory.toUri().toString());
        var savepoint = new Files(kit, "savepoint");
        savepoint.acknowledge(1);
        assertThat(savepoint.isRegistered()).isFalse();

        kit.trigger();
        var checkpoint = new Files(kit, "checkpoint");
        checkpoint.acknowledge(2);
        assertThat(checkpoint.isRegistered()).isTrue();
        assertThat(checkpoint.own.isDiscarded()).isFalse();
    }

    @Test
    @DisplayName(
            "An unknown attempt's own files are deleted, a duplicate's are left alone; both are"
                    + " registered first")
    void A14_unknownAttemptsAndDuplicates() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.trigger();
        var unknown = new Files(kit, "unknown");
        assertThat(
                        kit.acknowledge(
                                ExecutionGraphTestUtils.createExecutionAttemptId(),
                                1,
                                unknown.state))
                .isTrue();
        assertThat(unknown.own.isDiscarded()).isTrue();
        assertThat(unknown.isRegistered()).isTrue();

        kit.acknowledge(kit.source, 1);
        var duplicate = new Files(kit, "duplicate");
        assertThat(duplicate.acknowledge(1)).isTrue();
        assertThat(duplicate.own.isDiscarded()).isFalse();
        assertThat(duplicate.isRegistered()).isTrue();
    }

    @Test
    @DisplayName("A disposed checkpoint among the pending ones is an illegal state")
    void A14_disposedAndStillPendingIsIllegal() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.trigger();
        dispose(kit, kit.pending(1));
        assertThatThrownBy(() -> kit.acknowledge(kit.source, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("discarded but non-removed checkpoint 1");
    }

    @Test
    @DisplayName(
            "A decline aborts a pending checkpoint with its reason, and is ignored when the id is"
                    + " unknown")
    void A15_aDeclineAbortsWhatIsPending() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        var result = kit.trigger();
        kit.take();
        kit.decline(kit.attempt(kit.sink), 77, CHECKPOINT_DECLINED);
        assertThat(kit.events).isEmpty();
        assertThat(kit.pending()).containsExactly(1L);

        kit.decline(kit.attempt(kit.sink), 1, CHECKPOINT_DECLINED_TASK_NOT_READY);
        assertThat(kit.take())
                .containsExactly(
                        "failure(1, CHECKPOINT_DECLINED_TASK_NOT_READY)",
                        "source.abort(1, latest 0)",
                        "sink.abort(1, latest 0)");
        assertThat(CoordinatorKit.failure(result)).isEqualTo(CHECKPOINT_DECLINED_TASK_NOT_READY);
        kit.decline(kit.sink, 1);
        assertThat(kit.events).as("a second decline").isEmpty();
    }

    @Test
    @DisplayName(
            "An acknowledgement that refers to an unregistered file throws; the checkpoint waits"
                    + " until its timeout")
    void N3_anAcknowledgementWithAnUnknownPlaceholderThrows() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.trigger();
        kit.acknowledge(kit.sink, 1);
        kit.take();
        var gone = new PlaceholderStreamStateHandle(new PhysicalStateHandleID("gone"), 1, false);
        var state =
                RecordedHandle.state(
                        kit.operator(kit.source), "file", gone, new RecordedHandle("own"));

        assertThatThrownBy(() -> kit.acknowledge(kit.attempt(kit.source), 1, state))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Attempt to reference unknown state");
        assertThat(kit.pending()).containsExactly(1L);
        assertThat(kit.pending(1).isAcknowledgedBy(kit.attempt(kit.source))).isFalse();
        kit.settle();
        assertThat(kit.events).as("nobody declines, nothing is aborted").isEmpty();
        kit.expire(1);
        assertThat(kit.pending()).isEmpty();
    }

    private static PendingCheckpoint pending(
            CoordinatorKit kit, List<OperatorID> operators, List<String> hooks) {
        var task = kit.source.getCurrentExecutionAttempt();
        var plan =
                new DefaultCheckpointPlan(
                        List.of(task),
                        List.of(task),
                        List.of(kit.source),
                        List.of(),
                        List.of(),
                        true);
        return new PendingCheckpoint(
                kit.graph.getJobID(),
                1,
                0,
                plan,
                operators,
                hooks,
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                new CompletableFuture<>(),
                null,
                new CompletableFuture<>());
    }

    private static void dispose(CoordinatorKit kit, PendingCheckpoint pending) {
        pending.abort(
                CHECKPOINT_DECLINED,
                null,
                new CheckpointsCleaner(),
                () -> {},
                Runnable::run,
                Statistics.tracker(kit.graph.getJobID()));
    }

    /** The state of the source: a shared file and one of its own. */
    private static final class Files {
        private final CoordinatorKit kit;
        private final RecordedHandle shared;
        private final RecordedHandle own;
        private final TaskStateSnapshot state;

        Files(CoordinatorKit kit, String name) {
            this.kit = kit;
            shared = new RecordedHandle(name + "-shared");
            own = new RecordedHandle(name + "-own");
            state = RecordedHandle.state(kit.operator(kit.source), name, shared, own);
        }

        boolean acknowledge(long checkpoint) throws CheckpointException {
            return kit.acknowledge(kit.attempt(kit.source), checkpoint, state);
        }

        /** Asks the registry by a placeholder, which it takes for registered files alone. */
        boolean isRegistered() {
            var placeholder =
                    new PlaceholderStreamStateHandle(shared.getStreamStateHandleID(), 1, false);
            try {
                var key = SharedStateRegistryKey.forStreamStateHandle(shared);
                return kit.store.getSharedStateRegistry().registerReference(key, placeholder, 0)
                        == shared;
            } catch (IllegalStateException e) {
                return false;
            }
        }
    }
}
