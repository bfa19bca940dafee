package org.apache.flink.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import cutcheck.conformance.facts.Flink;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionStateUpdateListener;
import org.apache.flink.runtime.executiongraph.JobStatusListener;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What starts and stops periodic checkpoints, and what a stop does to those that are pending. */
class ActivationFactsTest {
    @Test
    @DisplayName(
            "To stop the scheduler aborts all that is pending and all that is queued, uncounted")
    void A24_stoppingAbortsPendingAndQueuedCheckpoints() throws Exception {
        var kit =
                new CoordinatorKit.Setup()
                        .tolerable(0)
                        .concurrent(1)
                        .coordinators("coordinator")
                        .build();
        var pending = kit.trigger();
        var queued = kit.trigger();
        kit.take();
        kit.checkpoints.stopCheckpointScheduler();

        var suspended = CheckpointFailureReason.CHECKPOINT_COORDINATOR_SUSPEND;
        assertThat(CoordinatorKit.failure(pending)).isEqualTo(suspended);
        assertThat(CoordinatorKit.failure(queued)).isEqualTo(suspended);
        assertThat(kit.take())
                .containsExactly(
                        "failure(1, CHECKPOINT_COORDINATOR_SUSPEND)",
                        "source.abort(1, latest 0)",
                        "sink.abort(1, latest 0)",
                        "coordinator.abort(1)");
        assertThat(kit.pending()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(JobStatus.class)
    @DisplayName(
            "The job status RUNNING starts periodic checkpoints, any other stops them and aborts"
                + " what is pending")
    void A24_onlyARunningJobTakesCheckpoints(JobStatus status) throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        JobStatusListener switcher = kit.checkpoints.createActivatorDeactivator(true);
        switcher.jobStatusChanges(kit.graph.getJobID(), JobStatus.RUNNING, 0);
        assertThat(kit.checkpoints.isPeriodicCheckpointingStarted()).isTrue();
        kit.trigger();
        switcher.jobStatusChanges(kit.graph.getJobID(), status, 0);

        // Before 2.3 a second RUNNING starts anew, and so aborts what is pending, too.
        boolean goesOn = status == JobStatus.RUNNING && Flink.atLeast("2.3");
        assertThat(kit.checkpoints.isPeriodicCheckpointingStarted())
                .isEqualTo(status == JobStatus.RUNNING);
        assertThat(kit.pending()).isEqualTo(goesOn ? Set.of(1L) : Set.of());
    }

    @Test
    @DisplayName(
            "The first trigger comes after a random part of the interval in 1.20, at once in 2.3"
                + " after a restart")
    void A24_theFirstTrigger() throws Exception {
        var kit = new CoordinatorKit.Setup().pauseMillis(40_000).build();
        kit.checkpoints.startCheckpointScheduler();
        if (!Flink.atLeast("2.3")) {
            assertThat(firstDelayMillis(kit))
                    .as("between pause and interval")
                    .isBetween(40_000L, 100_000L);
            return;
        }
        kit.checkpoints.stopCheckpointScheduler();
        kit.checkpoints.startCheckpointScheduler();
        assertThat(firstDelayMillis(kit))
                .as("the pause, and nothing of the interval")
                .isEqualTo(40_000);
    }

    @Test
    @DisplayName(
            "To fail what an attempt has not acknowledged is possible in 1.20, where nobody does;"
                + " 2.x cannot")
    void A24_failUnacknowledgedPendingCheckpointsFor() throws Exception {
        boolean exists =
                List.of(CheckpointCoordinator.class.getMethods()).stream()
                        .anyMatch(
                                method ->
                                        method.getName()
                                                .equals("failUnacknowledgedPendingCheckpointsFor"));
        assertThat(exists).isEqualTo(!Flink.atLeast("2.0"));
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "2.3 stops the scheduler when any execution is neither RUNNING nor FINISHED; before,"
                + " the job decides alone")
    void N4_anExecutionThatIsNotRunningStopsTheScheduler() throws Exception {
        for (ExecutionState state : ExecutionState.values()) {
            var kit = new CoordinatorKit.Setup().build();
            JobStatusListener switcher = kit.checkpoints.createActivatorDeactivator(true);
            switcher.jobStatusChanges(kit.graph.getJobID(), JobStatus.RUNNING, 0);
            kit.trigger();
            if (!tracksExecutions(switcher)) {
                assertThat(Flink.atLeast("2.3")).isFalse();
                continue;
            }
            assertThat(Flink.atLeast("2.3")).isTrue();
            update(switcher, kit.attempt(kit.sink), state);
            boolean goesOn =
                    EnumSet.of(ExecutionState.RUNNING, ExecutionState.FINISHED).contains(state);
            assertThat(kit.checkpoints.isPeriodicCheckpointingStarted())
                    .as("%s", state)
                    .isEqualTo(goesOn);
            assertThat(kit.pending()).as("%s", state).isEqualTo(goesOn ? Set.of(1L) : Set.of());
        }
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "2.3 alone: an attempt that has ended is waited for for ever, so the deactivator"
                + " neither starts nor stops again")
    void R2_anEndedAttemptIsNeverForgotten() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        JobStatusListener switcher = kit.checkpoints.createActivatorDeactivator(true);
        failover(kit, switcher);
        assertThat(kit.checkpoints.isPeriodicCheckpointingStarted())
                .as("everything runs again")
                .isEqualTo(!Flink.atLeast("2.3"));

        kit.checkpoints
                .startCheckpointScheduler(); // what DefaultExecutionGraph.updateState does for a
                                             // running task
        kit.trigger();
        var pending = kit.pending();
        assertThat(pending).hasSize(1);
        switcher.jobStatusChanges(kit.graph.getJobID(), JobStatus.RESTARTING, 0);
        assertThat(kit.pending())
                .as("pending in RESTARTING of the second failover")
                .hasSize(Flink.atLeast("2.3") ? 1 : 0);
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "Control: if the ended attempt is forgotten, the deactivator starts and stops as"
                + " before")
    void R2_withoutTheEndedAttemptItStartsAgain() throws Exception {
        var kit = new CoordinatorKit.Setup().build();
        JobStatusListener switcher = kit.checkpoints.createActivatorDeactivator(true);
        ExecutionAttemptID ended = failover(kit, switcher);
        update(switcher, ended, ExecutionState.FINISHED); // removes it from the set
        assertThat(kit.checkpoints.isPeriodicCheckpointingStarted()).isTrue();
        kit.trigger();
        switcher.jobStatusChanges(kit.graph.getJobID(), JobStatus.RESTARTING, 0);
        assertThat(kit.pending()).isEmpty();
    }

    @Test
    @DisplayName(
            "One at a time: a trigger after the decision to fail the job makes its plan behind"
                + " failGlobal, and comes to nothing")
    void X10_oneAtATimeNoTriggerGoesThrough() throws Exception {
        var kit = failingJob(1);
        kit.decline(kit.sink, 1);
        kit.take();
        kit.triggerPeriodic();
        assertThat(kit.checkpoints.isTriggering()).as("the timer does trigger").isTrue();
        assertThat(kit.events).isEmpty();

        kit.settle();
        assertThat(kit.take())
                .startsWith("failGlobal")
                .doesNotContain("source.trigger(2)")
                .contains("failure(no id, PERIODIC_SCHEDULER_SHUTDOWN)");
    }

    @Test
    @DisplayName(
            "Two at a time: a trigger whose plan was made before the decision goes through while"
                + " failGlobal is queued")
    void X10_twoAtATimeATriggerGoesThrough() throws Exception {
        var kit = failingJob(2);
        kit.checkpoints.triggerCheckpoint(true);
        kit.timer.triggerAll();
        kit.mainQueue.triggerAll(); // the plan of checkpoint 2 is made
        kit.decline(kit.sink, 1);
        assertThat(kit.take()).contains("failJobDueToTask");
        kit.timer.triggerAll();
        assertThat(kit.events)
                .as("failGlobal is still queued")
                .containsExactly("coordinator.checkpoint(2)", "source.trigger(2)");
        kit.settle();
        assertThat(kit.take())
                .containsSubsequence(
                        "source.trigger(2)",
                        "failGlobal",
                        "failure(2, CHECKPOINT_COORDINATOR_SUSPEND)");
    }

    /**
     * Checkpoint 1 is pending, nothing is tolerated, and the failure of the job waits in the main
     * thread's queue.
     */
    private static CoordinatorKit failingJob(int concurrent) throws Exception {
        var kit =
                new CoordinatorKit.Setup()
                        .tolerable(0)
                        .concurrent(concurrent)
                        .coordinators("coordinator")
                        .queuedMain()
                        .build();
        kit.whenJobFails(
                () ->
                        kit.main.execute(
                                () -> {
                                    kit.record("failGlobal");
                                    kit.checkpoints.stopCheckpointScheduler();
                                }));
        kit.checkpoints.startCheckpointScheduler();
        kit.triggerPeriodic();
        kit.settle();
        assertThat(kit.pending()).containsExactly(1L);
        kit.take();
        return kit;
    }

    /**
     * The sink fails once and restarts, as the scheduler would tell it; the id of the attempt that
     * has failed.
     */
    private static ExecutionAttemptID failover(CoordinatorKit kit, JobStatusListener switcher) {
        switcher.jobStatusChanges(kit.graph.getJobID(), JobStatus.RUNNING, 0);
        assertThat(kit.checkpoints.isPeriodicCheckpointingStarted()).isTrue();
        ExecutionAttemptID failed = kit.attempt(kit.sink);
        update(switcher, failed, ExecutionState.FAILED);
        switcher.jobStatusChanges(kit.graph.getJobID(), JobStatus.RESTARTING, 0);
        assertThat(kit.checkpoints.isPeriodicCheckpointingStarted()).isFalse();
        kit.sink.getCurrentExecutionAttempt().transitionState(ExecutionState.FAILED);
        kit.restart(kit.sink);
        switcher.jobStatusChanges(kit.graph.getJobID(), JobStatus.RUNNING, 0);
        for (var state :
                List.of(
                        ExecutionState.DEPLOYING,
                        ExecutionState.INITIALIZING,
                        ExecutionState.RUNNING)) {
            update(switcher, kit.attempt(kit.sink), state);
        }
        return failed;
    }

    private static boolean tracksExecutions(Object switcher) {
        return switcher.getClass().getSimpleName().startsWith("ExecutionTracking");
    }

    private static void update(Object switcher, ExecutionAttemptID attempt, ExecutionState state) {
        if (switcher instanceof ExecutionStateUpdateListener listener) {
            listener.onStateUpdate(attempt, ExecutionState.RUNNING, state);
        }
    }

    private static long firstDelayMillis(CoordinatorKit kit) {
        var scheduled = kit.timer.getActiveNonPeriodicScheduledTask();
        ScheduledFuture<?> last = List.copyOf(scheduled).get(scheduled.size() - 1);
        return last.getDelay(TimeUnit.MILLISECONDS);
    }
}
