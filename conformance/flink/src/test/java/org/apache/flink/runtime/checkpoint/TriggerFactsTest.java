package org.apache.flink.runtime.checkpoint;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_COORDINATOR_SHUTDOWN;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_EXPIRED;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.MINIMUM_TIME_BETWEEN_CHECKPOINTS;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.PERIODIC_SCHEDULER_SHUTDOWN;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.TOO_MANY_CHECKPOINT_REQUESTS;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.TRIGGER_CHECKPOINT_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator.CheckpointTriggerRequest;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** How a checkpoint is triggered: the order, the plan, the failures, and which request may go. */
class TriggerFactsTest {
    @TempDir Path directory;

    @Test
    @DisplayName(
            "All coordinators answer first, then the master hooks are called, then the sources are"
                    + " triggered")
    void A3_coordinatorsThenHooksThenSources() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("one", "two").build();
        kit.coordinators.get(0).silent();
        kit.checkpoints.addMasterHook(
                new RecordedHook(kit, CompletableFuture.completedFuture("state")));

        kit.trigger();
        assertThat(kit.take()).containsExactly("one.checkpoint(1)", "two.checkpoint(1)");
        assertThat(kit.pending())
                .as("pending before a coordinator has answered")
                .containsExactly(1L);
        assertThat(kit.checkpoints.isTriggering()).isTrue();

        kit.coordinators.get(0).answer(1);
        kit.settle();
        assertThat(kit.take()).containsExactly("hook.trigger(1)", "source.trigger(1)");
        assertThat(kit.checkpoints.isTriggering()).isFalse();
    }

    @Test
    @DisplayName("The timeout is armed before the coordinators are asked")
    void A3_theTimeoutIsArmedBeforeCoordinatorsAreAsked() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").queuedIo().build();
        kit.trigger();
        kit.io.triggerAll(); // the id is taken
        kit.timer.triggerAll(); // the pending checkpoint is made; its location waits for an I/O
        // thread

        assertThat(kit.events).isEmpty();
        kit.expire(1);
        assertThat(kit.events).contains("failure(1, CHECKPOINT_EXPIRED)");
    }

    @Test
    @DisplayName("Only a periodic request needs the periodic scheduler to run")
    void A3_onlyPeriodicRequestsNeedTheScheduler() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        assertThat(CoordinatorKit.failure(kit.triggerPeriodic()))
                .isEqualTo(PERIODIC_SCHEDULER_SHUTDOWN);
        assertThat(CoordinatorKit.failure(kit.trigger())).isNull();

        kit.checkpoints.startCheckpointScheduler();
        assertThat(CoordinatorKit.failure(kit.triggerPeriodic())).isNull();
        assertThat(kit.pending()).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    @DisplayName("A coordinator that is shut down triggers nothing")
    void A3_aCoordinatorThatIsShutDownTriggersNothing() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.checkpoints.shutdown();
        assertThat(CoordinatorKit.failure(kit.trigger()))
                .isEqualTo(CHECKPOINT_COORDINATOR_SHUTDOWN);
    }

    @Test
    @DisplayName("A trigger fails, uncounted, unless every task to wait for is running")
    void A4_everyTaskToWaitForMustRun() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(0).build();
        kit.sink.getCurrentExecutionAttempt().transitionState(ExecutionState.CANCELING);

        assertThat(CoordinatorKit.failure(kit.trigger())).isEqualTo(NOT_ALL_REQUIRED_TASKS_RUNNING);
        assertThat(kit.take()).containsExactly("failure(no id, NOT_ALL_REQUIRED_TASKS_RUNNING)");
        assertThat(kit.pending()).isEmpty();

        kit.sink.getCurrentExecutionAttempt().transitionState(ExecutionState.RUNNING);
        assertThat(CoordinatorKit.failure(kit.trigger())).isNull();
    }

    @Test
    @DisplayName(
            "Sources are triggered; when they have finished, those without a running predecessor")
    void A4_sourcesAreTriggeredOrWhoHasNoRunningPredecessor() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.trigger();
        assertThat(kit.take()).containsExactly("source.trigger(1)");

        kit.source.getCurrentExecutionAttempt().markFinished();
        kit.trigger();
        assertThat(kit.take()).containsExactly("sink.trigger(2)");
        var plan = kit.pending(2).getCheckpointPlan();
        assertThat(plan.getTasksToWaitFor()).containsExactly(kit.sink.getCurrentExecutionAttempt());
        assertThat(plan.getFinishedTasks())
                .containsExactly(kit.source.getCurrentExecutionAttempt());
    }

    @Test
    @DisplayName(
            "A checkpoint waits for attempts, but is announced to vertices: to the attempt that"
                    + " there is by then")
    void A4_waitsForAttemptsAndTellsVertices() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        kit.trigger();
        var first = kit.attempt(kit.sink);
        kit.acknowledge(kit.sink, 1);
        kit.sink.getCurrentExecutionAttempt().transitionState(ExecutionState.FAILED);
        kit.restart(kit.sink);
        var plan = kit.pending(1).getCheckpointPlan();
        assertThat(plan.getTasksToWaitFor())
                .extracting(task -> task.getAttemptId())
                .contains(first);
        assertThat(kit.attempt(kit.sink)).isNotEqualTo(first);

        kit.take();
        kit.acknowledge(kit.source, 1);
        assertThat(kit.take()).contains("sink.complete(1)");
    }

    @Test
    @DisplayName(
            "A coordinator that fails: all coordinators leave the triggering, then the checkpoint"
                    + " is aborted")
    void A5_aFailingCoordinatorAbortsTheTrigger() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("one", "two").build();
        kit.coordinators.get(0).silent();
        kit.trigger();
        kit.take();
        kit.coordinators.get(0).fail(1);
        kit.settle();
        assertThat(kit.take())
                .containsExactly(
                        "one.abortCurrentTriggering",
                        "two.abortCurrentTriggering",
                        "failure(1, TRIGGER_CHECKPOINT_FAILURE)",
                        "source.abort(1, latest 0)",
                        "sink.abort(1, latest 0)",
                        "one.abort(1)",
                        "two.abort(1)");
        assertThat(kit.pending()).isEmpty();
    }

    @Test
    @DisplayName("A master hook that fails has the same effect, and the next queued request goes")
    void A5_aFailingHookAbortsTheTriggerAndTheNextRequestGoes() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").build();
        var answer = new CompletableFuture<String>();
        kit.checkpoints.addMasterHook(new RecordedHook(kit, answer));
        kit.trigger();
        kit.trigger();
        assertThat(kit.checkpoints.getNumQueuedRequests()).isEqualTo(1);
        kit.take();

        answer.completeExceptionally(new Exception("hook"));
        kit.settle();
        assertThat(kit.take())
                .startsWith(
                        "coordinator.abortCurrentTriggering",
                        "failure(1, TRIGGER_CHECKPOINT_FAILURE)")
                .contains("coordinator.checkpoint(2)");
        assertThat(kit.checkpoints.getNumQueuedRequests()).isZero();
    }

    @Test
    @DisplayName(
            "An RPC that fails aborts the checkpoint, but the coordinators are not told to leave"
                    + " the triggering")
    void A5_aFailingRpcOnlyAborts() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").build();
        kit.triggerAnswer = CompletableFuture.failedFuture(new Exception("rpc"));
        var result = kit.trigger();
        kit.settle();
        assertThat(kit.take())
                .containsExactly(
                        "coordinator.checkpoint(1)",
                        "source.trigger(1)",
                        "failure(1, TRIGGER_CHECKPOINT_FAILURE)",
                        "source.abort(1, latest 0)",
                        "sink.abort(1, latest 0)",
                        "coordinator.abort(1)");
        assertThat(CoordinatorKit.failure(result)).isEqualTo(TRIGGER_CHECKPOINT_FAILURE);
    }

    @Test
    @DisplayName("At most one request is being triggered; the others wait in the queue")
    void A6_oneRequestIsBeingTriggered() throws Exception {
        var kit = new CoordinatorKit.Setup().coordinators("coordinator").build();
        kit.coordinators.get(0).silent();
        kit.trigger();
        kit.trigger();
        assertThat(kit.pending()).containsExactly(1L);
        assertThat(kit.checkpoints.getNumQueuedRequests()).isEqualTo(1);

        kit.coordinators.get(0).answer(1);
        kit.settle();
        assertThat(kit.pending())
                .as("the first is injected, the second is being triggered")
                .contains(1L, 2L);
    }

    @Test
    @DisplayName(
            "With as many pending as may be at a time only a forced request goes, which a savepoint"
                    + " is")
    void A6_onlyAForcedRequestExceedsTheConcurrentOnes() throws Exception {
        var kit = new CoordinatorKit.Setup().concurrent(1).build();
        kit.trigger();
        kit.trigger();
        assertThat(kit.pending()).containsExactly(1L);

        kit.triggerSavepoint(directory.toUri().toString());
        assertThat(kit.pending()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(kit.pending(2).getProps().isSavepoint()).isTrue();
        kit.complete(1);
        kit.complete(2);
        kit.settle();
        assertThat(kit.pending()).as("the queued request").containsExactly(3L);
    }

    @Test
    @DisplayName(
            "Nothing is chosen while more checkpoints are being cleaned than may be taken at a"
                    + " time")
    void A6_nothingIsChosenWhileTooManyAreCleaned() {
        int[] cleaning = {3};
        var decider =
                new CheckpointRequestDecider(
                        2, (now, delay) -> {}, new ManualClock(), 0, () -> 0, () -> cleaning[0]);
        assertThat(decider.chooseRequestToExecute(request(false), false, 0)).isEmpty();
        cleaning[0] = 2;
        assertThat(decider.chooseQueuedRequestToExecute(false, 0)).isPresent();
    }

    @Test
    @DisplayName(
            "A periodic request that comes too early fails, and a timer is armed for the rest of"
                    + " the pause")
    void A6_aPeriodicRequestInThePauseFailsAndATimerIsArmed() {
        var armed = new ArrayList<Long>();
        var clock = new ManualClock();
        clock.advanceTime(java.time.Duration.ofMillis(1_030));
        var decider =
                new CheckpointRequestDecider(
                        1, (now, delay) -> armed.add(delay), clock, 100, () -> 0, () -> 0);
        var periodic = request(true);
        assertThat(decider.chooseRequestToExecute(periodic, false, 1_000)).isEmpty();
        assertThat(CoordinatorKit.failure(periodic.getOnCompletionFuture()))
                .isEqualTo(MINIMUM_TIME_BETWEEN_CHECKPOINTS);
        assertThat(armed).containsExactly(70L);
        assertThat(decider.chooseRequestToExecute(request(false), false, 1_000))
                .as("a request that is not periodic")
                .isPresent();
    }

    @Test
    @DisplayName(
            "1000 requests wait at most, in the order savepoints, others that are not periodic,"
                    + " periodic ones")
    void A6_theQueueIsBoundedAndOrdered() {
        var decider =
                new CheckpointRequestDecider(
                        1, (now, delay) -> {}, new ManualClock(), 0, () -> 1, () -> 0);
        var periodic = request(true);
        decider.chooseRequestToExecute(periodic, false, 0);
        for (int i = 1; i < 1_000; i++) {
            decider.chooseRequestToExecute(request(false), false, 0);
        }
        assertThat(decider.getNumQueuedRequests()).isEqualTo(1_000);
        assertThat(periodic.getOnCompletionFuture()).isNotDone();

        var savepoint =
                new CheckpointTriggerRequest(
                        CheckpointProperties.forSavepoint(false, SavepointFormatType.CANONICAL),
                        "somewhere",
                        false);
        decider.chooseRequestToExecute(savepoint, false, 0);
        assertThat(decider.getNumQueuedRequests()).isEqualTo(1_000);
        assertThat(CoordinatorKit.failure(periodic.getOnCompletionFuture()))
                .isEqualTo(TOO_MANY_CHECKPOINT_REQUESTS);
        assertThat(decider.chooseQueuedRequestToExecute(true, 0))
                .as("while triggering")
                .isEqualTo(Optional.empty());

        var free =
                new CheckpointRequestDecider(
                        9, (now, delay) -> {}, new ManualClock(), 0, () -> 0, () -> 0);
        for (var request : List.of(periodic, request(false), savepoint)) {
            free.chooseRequestToExecute(request, true, 0);
        }
        assertThat(free.chooseQueuedRequestToExecute(false, 0)).hasValue(savepoint);
        assertThat(free.chooseQueuedRequestToExecute(false, 0).orElseThrow().isPeriodic).isFalse();
        assertThat(free.chooseQueuedRequestToExecute(false, 0)).hasValue(periodic);
    }

    @Test
    @DisplayName("The pause between checkpoints counts from a completion, not from an abort")
    void A7_thePauseCountsFromACompletion() throws Exception {
        var kit = new CoordinatorKit.Setup().concurrent(1).pauseMillis(50_000).build();
        kit.checkpoints.startCheckpointScheduler();
        kit.triggerPeriodic();
        kit.decline(kit.sink, 1);
        assertThat(CoordinatorKit.failure(kit.triggerPeriodic())).as("after an abort").isNull();
        assertThat(kit.pending()).containsExactly(2L);

        kit.complete(2);
        assertThat(CoordinatorKit.failure(kit.triggerPeriodic()))
                .as("after a completion")
                .isEqualTo(MINIMUM_TIME_BETWEEN_CHECKPOINTS);
        kit.clock.advanceTime(java.time.Duration.ofMillis(50_001));
        kit.settle();
        assertThat(CoordinatorKit.failure(kit.triggerPeriodic())).isNull();
        assertThat(kit.pending()).containsExactly(3L);
    }

    @Test
    @DisplayName(
            "A checkpoint can expire while it is being triggered: the flag is cleared, and failures"
                    + " are told twice")
    void X9_aTimeoutWhileTriggeringClearsTheFlag() throws Exception {
        var kit = new CoordinatorKit.Setup().concurrent(1).coordinators("coordinator").build();
        kit.coordinators.get(0).silent();
        var result = kit.trigger();
        kit.take();
        kit.expire(1);
        assertThat(kit.checkpoints.isTriggering()).isTrue();
        kit.settle();

        assertThat(CoordinatorKit.failure(result)).isEqualTo(CHECKPOINT_EXPIRED);
        assertThat(kit.checkpoints.isTriggering()).isFalse();
        assertThat(kit.take())
                .containsSubsequence(
                        "failure(1, CHECKPOINT_EXPIRED)",
                        "coordinator.abort(1)",
                        "coordinator.abortCurrentTriggering",
                        "failure(1, CHECKPOINT_EXPIRED)");

        kit.trigger();
        assertThat(kit.pending()).as("the next one goes").containsExactly(2L);
        kit.coordinators.get(0).answer(1);
        kit.settle();
        assertThat(kit.pending()).as("a late answer changes nothing").containsExactly(2L);
        assertThat(kit.checkpoints.isTriggering()).isTrue();
    }

    @Test
    @DisplayName(
            "A task can fail between the plan of a checkpoint and the pending checkpoint, which is"
                    + " made all the same")
    void R6_aTaskFailsBetweenPlanAndPendingCheckpoint() throws Exception {
        var kit = new CoordinatorKit.Setup().queuedIo().build();
        kit.trigger(); // the plan is made; taking the id waits for an I/O thread
        var failed = kit.attempt(kit.sink);
        kit.sink.getCurrentExecutionAttempt().transitionState(ExecutionState.FAILED);
        kit.settle();

        assertThat(kit.pending()).containsExactly(1L);
        assertThat(kit.pending(1).getCheckpointPlan().getTasksToWaitFor())
                .extracting(task -> task.getAttemptId())
                .contains(failed);
        kit.acknowledge(kit.source, 1);
        assertThat(kit.pending()).as("it waits for the attempt that failed").containsExactly(1L);
    }

    @Test
    @DisplayName(
            "A manual checkpoint waits in the queue, and neither the pause nor the stopped"
                    + " scheduler holds it up")
    void R9_aManualCheckpointIsQueuedAndNotPeriodic() throws Exception {
        var kit = new CoordinatorKit.Setup().concurrent(1).pauseMillis(50_000).build();
        assertThat(kit.checkpoints.isPeriodicCheckpointingStarted()).isFalse();
        kit.checkpoints.triggerCheckpoint(CheckpointType.CONFIGURED);
        var second = kit.checkpoints.triggerCheckpoint(CheckpointType.FULL);
        kit.settle();
        assertThat(kit.pending()).containsExactly(1L);
        assertThat(kit.checkpoints.getNumQueuedRequests()).isEqualTo(1);

        kit.complete(1);
        kit.settle();
        assertThat(kit.pending()).as("within the pause").containsExactly(2L);
        assertThat(second).isNotDone();
    }

    private static CheckpointTriggerRequest request(boolean periodic) {
        return new CheckpointTriggerRequest(
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                null,
                periodic);
    }

    /** A master hook that answers when its future does. */
    private record RecordedHook(CoordinatorKit kit, CompletableFuture<String> answer)
            implements MasterTriggerRestoreHook<String> {
        @Override
        public String getIdentifier() {
            return "hook";
        }

        @Override
        public CompletableFuture<String> triggerCheckpoint(
                long checkpoint, long timestamp, Executor executor) {
            kit.record("hook.trigger(" + checkpoint + ")");
            return answer;
        }

        @Override
        public void restoreCheckpoint(long checkpoint, String state) {}

        @Override
        public SimpleVersionedSerializer<String> createCheckpointDataSerializer() {
            return new CheckpointCoordinatorTestingUtils.StringSerializer();
        }
    }
}
