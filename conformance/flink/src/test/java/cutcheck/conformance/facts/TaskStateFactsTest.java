package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.checkpoint.CheckpointMetaData;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.io.network.NettyShuffleEnvironmentBuilder;
import org.apache.flink.runtime.jobgraph.tasks.AbstractInvokable;
import org.apache.flink.runtime.taskmanager.Task;
import org.apache.flink.runtime.taskmanager.TestTaskBuilder;
import org.apache.flink.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** What {@code Task} forwards to what it runs, by its state. */
class TaskStateFactsTest {
    private static final List<String> FORWARDED =
            List.of("complete(1)", "aborted(2) latest 1", "subsumed(1)", "trigger(3)");
    private static final String NOT_READY = "decline(3) CHECKPOINT_DECLINED_TASK_NOT_READY";

    private static Script script;
    private static CountDownLatch mayRun;
    private static CountDownLatch mayEnd;
    private static CompletableFuture<Boolean> triggered;
    private Task task;

    @BeforeEach
    void build() throws Exception {
        script = new Script();
        mayRun = new CountDownLatch(1);
        mayEnd = new CountDownLatch(1);
        triggered = CompletableFuture.completedFuture(true);
        task =
                new TestTaskBuilder(new NettyShuffleEnvironmentBuilder().build())
                        .setInvokable(Invokable.class)
                        .setCheckpointResponder(new TaskUnderTest.Reports(script))
                        .build(Executors.directExecutor());
    }

    @AfterEach
    void end() throws Exception {
        mayRun.countDown();
        mayEnd.countDown();
        task.getExecutingThread().join(30_000);
    }

    @Test
    @DisplayName(
            "notifications are forwarded in state RUNNING alone, and a trigger is declined in every"
                    + " other one")
    void B17_B18_X18_byTheStateOfTheTask() throws Exception {
        assertThat(sendAll()).as("CREATED").containsExactly(NOT_READY);
        task.startTaskThread();
        script.await("restoring");
        assertThat(task.getExecutionState()).isEqualTo(ExecutionState.INITIALIZING);
        assertThat(sendAll()).as("INITIALIZING").containsExactly(NOT_READY);
        mayRun.countDown();
        script.await("running");
        assertThat(sendAll()).as("RUNNING").containsExactlyElementsOf(FORWARDED);
        mayEnd.countDown();
        task.getExecutingThread().join();
        assertThat(task.getExecutionState()).isEqualTo(ExecutionState.FINISHED);
        assertThat(sendAll()).as("FINISHED").containsExactly(NOT_READY);
    }

    @Test
    @DisplayName("a task that is being canceled is sent notifications and drops them")
    void B17_X18_whileCanceling() throws Exception {
        run();
        script.clear();
        Script.Hold canceling = script.hold("canceling");
        task.cancelExecution();
        canceling.awaitReached();
        assertThat(task.getExecutionState()).isEqualTo(ExecutionState.CANCELING);
        script.clear();
        assertThat(sendAll()).containsExactly(NOT_READY);
        canceling.release();
    }

    @Test
    @DisplayName("a failed task drops notifications")
    void B17_X18_whenFailed() throws Exception {
        run();
        task.failExternally(new IllegalStateException("a failure that the test wants"));
        task.getExecutingThread().join();
        assertThat(task.getExecutionState()).isEqualTo(ExecutionState.FAILED);
        assertThat(sendAll()).containsExactly(NOT_READY);
    }

    @Test
    @DisplayName("a trigger that comes to nothing, or throws, is declined with TASK_FAILURE")
    void B18_aTriggerThatFails() throws Exception {
        run();
        triggered = CompletableFuture.completedFuture(false);
        trigger(4);
        triggered = CompletableFuture.failedFuture(new IllegalStateException("in the trigger"));
        trigger(5);
        triggered = CompletableFuture.completedFuture(true);
        trigger(6);
        assertThat(script.events("decline.*"))
                .containsExactly("decline(4) TASK_FAILURE", "decline(5) TASK_FAILURE");
    }

    private void run() throws InterruptedException {
        mayRun.countDown();
        task.startTaskThread();
        script.await("running");
    }

    private void trigger(long checkpoint) {
        task.triggerCheckpointBarrier(
                checkpoint, 0L, CheckpointOptions.forCheckpointWithDefaultLocation());
    }

    /** Sends one of each to the task and gives what came of it. */
    private List<String> sendAll() {
        script.clear();
        task.notifyCheckpointComplete(1);
        task.notifyCheckpointAborted(2, 1);
        task.notifyCheckpointSubsumed(1);
        trigger(3);
        return script.events("(complete|aborted|subsumed|trigger|decline).*");
    }

    /**
     * Runs until the test says go. Flink makes it by its class name, so it has what it needs from
     * static fields.
     */
    public static final class Invokable extends AbstractInvokable {
        public Invokable(Environment environment) {
            super(environment);
        }

        @Override
        public void restore() throws Exception {
            script.happens("restoring");
            mayRun.await();
        }

        @Override
        public void invoke() throws Exception {
            script.happens("running");
            mayEnd.await();
        }

        @Override
        public void cancel() {
            script.happens("canceling");
            mayEnd.countDown();
        }

        @Override
        public CompletableFuture<Boolean> triggerCheckpointAsync(
                CheckpointMetaData checkpoint, CheckpointOptions options) {
            script.happens("trigger(" + checkpoint.getCheckpointId() + ")");
            return triggered;
        }

        @Override
        public Future<Void> notifyCheckpointCompleteAsync(long checkpoint) {
            return tell("complete(" + checkpoint + ")");
        }

        @Override
        public Future<Void> notifyCheckpointAbortAsync(long checkpoint, long latestCompleted) {
            return tell("aborted(" + checkpoint + ") latest " + latestCompleted);
        }

        @Override
        public Future<Void> notifyCheckpointSubsumedAsync(long checkpoint) {
            return tell("subsumed(" + checkpoint + ")");
        }

        private static Future<Void> tell(String event) {
            script.happens(event);
            return CompletableFuture.completedFuture(null);
        }
    }
}
