package org.apache.flink.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cutcheck.conformance.facts.Flink;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a failure of a task or of the job, a stop and the JobManager's end do to checkpoints. */
class FailoverFactsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir Path directory;

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "A task fails: before 2.3 the coordinator is told, then RESTARTING aborts; in 2.3 the"
                    + " failed attempt aborts first")
    void N4_whatAFailedTaskDoesInWhichOrder() throws Exception {
        try (var kit = new SchedulerKit.Setup().build()) {
            kit.trigger();
            kit.fail(0);
            var told = "coordinator.failed(0) while job RUNNING, task FAILED";
            var aborted = "abort(1, CHECKPOINT_COORDINATOR_SUSPEND) while job ";
            assertThat(kit.eventsOf("coordinator", "abort"))
                    .isEqualTo(
                            Flink.atLeast("2.3")
                                    ? List.of(aborted + "RUNNING, task FAILED", told)
                                    : List.of(told, aborted + "RESTARTING, task FAILED"));
            assertThat(kit.status()).isEqualTo(JobStatus.RESTARTING);
        }
    }

    @Test
    @DisplayName(
            "A checkpoint that is being stored when a task fails completes in spite of it, and is"
                    + " what the restart uses")
    void R1_aCheckpointCompletesAfterATaskHasFailed() throws Exception {
        var writing = new CountDownLatch(1);
        var written = new CountDownLatch(1);
        try (var kit = new SchedulerKit.Setup().io(threads).build()) {
            kit.store.whileWriting(
                    () -> {
                        writing.countDown();
                        awaitLatch(written);
                    });
            long checkpoint = kit.trigger();
            kit.acknowledge(kit.attempt(0).getAttemptId(), checkpoint);
            var last = kit.attempt(1).getAttemptId();
            var acknowledged =
                    threads.submit(
                            () -> {
                                kit.acknowledge(last, checkpoint);
                                return null;
                            });
            writing.await(); // it holds the coordinator's lock
            threads.submit(
                    () -> {
                        while (kit.attempt(0).getState() != ExecutionState.FAILED) {
                            Thread.onSpinWait();
                        }
                        written.countDown();
                    });
            kit.fail(0);
            acknowledged.get();

            assertThat(kit.store.getLatestCheckpointId()).isEqualTo(checkpoint);
            assertThat(kit.eventsOf("complete(1)"))
                    .singleElement()
                    .asString()
                    .endsWith("task FAILED");
            kit.restart(0);
            assertThat(kit.eventsOf("coordinator.subtaskReset"))
                    .singleElement()
                    .asString()
                    .startsWith("coordinator.subtaskReset(0, 1)");
        }
    }

    @Test
    @DisplayName(
            "Control: not stored when the task fails, it is aborted, and the restart uses none")
    void R1_aCheckpointThatIsNotBeingStoredIsAborted() throws Exception {
        try (var kit = new SchedulerKit.Setup().build()) {
            kit.trigger();
            kit.acknowledge(kit.attempt(0).getAttemptId(), 1);
            kit.fail(0);
            assertThat(kit.eventsOf("abort")).hasSize(1);
            kit.restart(0);
            assertThat(kit.eventsOf("coordinator.subtaskReset"))
                    .singleElement()
                    .asString()
                    .startsWith("coordinator.subtaskReset(0, -1)");
        }
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "2.3 alone: a checkpoint lives through the RESTARTING of the second failover; when the"
                + " restore aborts it, the gateway is reset already, and the abort throws at it")
    void R2_fromTheSecondFailoverOnCheckpointsLiveThroughRestarting() throws Exception {
        try (var kit = new SchedulerKit.Setup().build()) {
            kit.complete(kit.trigger());
            kit.fail(0);
            kit.restart(0);
            long pending = kit.trigger();
            kit.forget();
            kit.fail(0);
            assertThat(kit.status()).isEqualTo(JobStatus.RESTARTING);
            if (!Flink.atLeast("2.3")) {
                assertThat(kit.checkpoints.getPendingCheckpoints()).isEmpty();
                return;
            }
            assertThat(kit.checkpoints.getPendingCheckpoints()).containsOnlyKeys(pending);
            assertThat(kit.eventsOf("abort")).isEmpty();
            // The restore aborts it, but coordinators are told behind the reset of the gateway.
            assertThatThrownBy(() -> kit.restart(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("open gateway for unseen checkpoint");
            assertThat(kit.eventsOf("abort"))
                    .singleElement()
                    .asString()
                    .startsWith("abort(" + pending + ", JOB_FAILOVER_REGION)");
        }
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "2.3 alone: it may complete in RESTARTING, if the failed attempt has acknowledged it,"
                    + " and is then restored")
    void R2_aCheckpointCompletesInRestarting() throws Exception {
        try (var kit = new SchedulerKit.Setup().build()) {
            kit.complete(kit.trigger());
            kit.fail(0);
            kit.restart(0);
            long pending = kit.trigger();
            kit.acknowledge(kit.attempt(0).getAttemptId(), pending);
            kit.fail(0);
            kit.forget();
            kit.acknowledge(kit.attempt(1).getAttemptId(), pending);
            boolean lives = Flink.atLeast("2.3");
            assertThat(kit.eventsOf("complete"))
                    .isEqualTo(
                            lives
                                    ? List.of(
                                            "complete("
                                                    + pending
                                                    + ") while job RESTARTING, task FAILED")
                                    : List.of());
            kit.restart(0);
            assertThat(kit.eventsOf("coordinator.subtaskReset"))
                    .singleElement()
                    .asString()
                    .startsWith("coordinator.subtaskReset(0, " + (lives ? pending : 1) + ")");
        }
    }

    @Test
    @DisplayName(
            "With nothing tolerated, one declined checkpoint is a global failure: every task is"
                    + " restarted")
    void A22_aCountedFailureIsAGlobalFailure() throws Exception {
        try (var kit = new SchedulerKit.Setup().build()) {
            kit.trigger();
            kit.decline(kit.attempt(1).getAttemptId(), 1);
            assertThat(kit.status()).isEqualTo(JobStatus.RESTARTING);
            for (int subtask = 0; subtask < 2; subtask++) {
                assertThat(kit.attempt(subtask).getState()).isNotEqualTo(ExecutionState.RUNNING);
            }
        }
    }

    @Test
    @DisplayName(
            "A decline by an attempt that is unknown or does not run aborts the checkpoint, but"
                    + " never fails the job")
    void R5_aDeclineByAnAttemptThatDoesNotRunDoesNotFailTheJob() throws Exception {
        try (var kit = new SchedulerKit.Setup().build()) {
            long first = kit.trigger();
            kit.decline(ExecutionGraphTestUtils.createExecutionAttemptId(), first);
            assertThat(kit.eventsOf("abort")).hasSize(1);
            assertThat(kit.status()).as("unknown").isEqualTo(JobStatus.RUNNING);

            long second = kit.trigger();
            kit.attempt(0).markFinished();
            kit.decline(kit.attempt(0).getAttemptId(), second);
            assertThat(kit.eventsOf("abort")).hasSize(2);
            assertThat(kit.status()).as("finished").isEqualTo(JobStatus.RUNNING);
        }
    }

    @Test
    @DisplayName(
            "Stop- and cancel-with-savepoint abort what is pending before the savepoint; a plain"
                    + " savepoint does not")
    void R7_stopAndCancelWithSavepointSuspendTheCoordinatorFirst() throws Exception {
        String target = directory.toUri().toString();
        for (String how : List.of("stop", "cancel", "plain")) {
            try (var kit = new SchedulerKit.Setup().build()) {
                kit.trigger();
                assertThat(kit.checkpoints.isPeriodicCheckpointingStarted()).isTrue();
                if (how.equals("stop")) {
                    kit.scheduler.stopWithSavepoint(target, false, SavepointFormatType.CANONICAL);
                } else {
                    kit.scheduler.triggerSavepoint(
                            target, how.equals("cancel"), SavepointFormatType.CANONICAL);
                }
                boolean suspends = !how.equals("plain");
                assertThat(kit.eventsOf("abort(1, CHECKPOINT_COORDINATOR_SUSPEND)"))
                        .as(how)
                        .hasSize(suspends ? 1 : 0);
                assertThat(kit.checkpoints.isPeriodicCheckpointingStarted())
                        .as(how)
                        .isEqualTo(!suspends);
                kit.await(
                        "the savepoint's barriers are injected",
                        () ->
                                kit.checkpoints.getPendingCheckpoints().containsKey(2L)
                                        && !kit.checkpoints.isTriggering());
            }
        }
    }

    @Test
    @DisplayName(
            "An operator's coordinator fails the job globally, without any checkpoint that has"
                    + " failed")
    void R8_aCoordinatorFailsTheJobGlobally() throws Exception {
        try (var kit = new SchedulerKit.Setup().build()) {
            kit.failByCoordinator();
            assertThat(kit.status()).isEqualTo(JobStatus.RESTARTING);
            for (int subtask = 0; subtask < 2; subtask++) {
                assertThat(kit.attempt(subtask).getState()).isEqualTo(ExecutionState.CANCELING);
            }
            assertThat(kit.eventsOf("abort")).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "A checkpoint that is being stored completes while the JobManager ends, and the next"
                    + " JobManager restores it")
    void R10_aCheckpointCompletesWhileTheJobManagerEnds() throws Exception {
        var writing = new CountDownLatch(1);
        var written = new CountDownLatch(1);
        var kit = new SchedulerKit.Setup().io(threads).build();
        kit.store.whileWriting(
                () -> {
                    writing.countDown();
                    awaitLatch(written);
                });
        long checkpoint = kit.trigger();
        var attempts = List.of(kit.attempt(0).getAttemptId(), kit.attempt(1).getAttemptId());
        var acknowledged =
                threads.submit(
                        () -> {
                            kit.acknowledge(attempts.get(0), checkpoint);
                            kit.acknowledge(attempts.get(1), checkpoint);
                            return null;
                        });
        writing.await(); // it holds the coordinator's lock, for which the end has to wait
        var main = Thread.currentThread();
        threads.submit(
                () -> {
                    while (main.getState() != Thread.State.BLOCKED) {
                        Thread.onSpinWait();
                    }
                    written.countDown();
                });
        kit.close();
        acknowledged.get();
        assertThat(kit.eventsOf("complete(1)")).hasSize(1);
        assertThat(kit.eventsOf("abort")).isEmpty();

        kit.store.whileWriting(() -> {});
        try (var next = new SchedulerKit.Setup().after(kit).build()) {
            assertThat(next.atStart)
                    .containsExactly(
                            "coordinator.resetToCheckpoint(1) while the scheduler is made");
        }
    }

    @Test
    @DisplayName("Control: a checkpoint that nobody stores is aborted by the JobManager's end")
    void R10_aCheckpointThatIsPendingIsAborted() throws Exception {
        var kit = new SchedulerKit.Setup().build();
        kit.trigger();
        kit.close();
        assertThat(kit.eventsOf("abort(1, CHECKPOINT_COORDINATOR_SUSPEND)")).hasSize(1);
        try (var next = new SchedulerKit.Setup().after(kit).build()) {
            assertThat(next.atStart).isEmpty();
        }
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "With one restart allowed, a single checkpoint that expires while triggering ends the"
                + " job: it fails it twice")
    void R3_oneExpiredCheckpointUsesUpTwoRestarts() throws Exception {
        try (var kit = new SchedulerKit.Setup().restarts(1).timeoutMillis(50).build()) {
            kit.silenceCoordinator();
            kit.scheduler.triggerCheckpoint(CheckpointType.CONFIGURED);
            kit.await(
                    "the job ends",
                    () -> List.of(JobStatus.FAILING, JobStatus.FAILED).contains(kit.status()));
        }
    }

    @Test
    @Tag("every-version")
    @DisplayName("Control: one that expires behind the trigger uses up one restart")
    void R3_behindTheTriggerOneRestartIsUsedUp() throws Exception {
        try (var kit = new SchedulerKit.Setup().restarts(1).timeoutMillis(50).build()) {
            kit.scheduler.triggerCheckpoint(CheckpointType.CONFIGURED);
            kit.await("the job fails", () -> kit.status() == JobStatus.RESTARTING);
            var behind = kit.scheduler.triggerCheckpoint(CheckpointType.CONFIGURED);
            kit.await("the timer has done all that it had to do", behind::isDone);
            assertThat(kit.status()).isEqualTo(JobStatus.RESTARTING);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
