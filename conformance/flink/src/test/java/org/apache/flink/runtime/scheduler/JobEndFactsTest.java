package org.apache.flink.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a stop and the end of the JobManager do to checkpoints. */
class JobEndFactsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir Path directory;

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
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

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
