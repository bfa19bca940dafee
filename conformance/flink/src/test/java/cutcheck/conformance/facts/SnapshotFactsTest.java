package cutcheck.conformance.facts;

import static cutcheck.conformance.facts.Script.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The synchronous and the asynchronous part of a task's snapshot: {@code
 * SubtaskCheckpointCoordinatorImpl}.
 */
class SnapshotFactsTest {
    private final Script script = new Script();

    @Test
    @DisplayName(
            "a checkpoint whose abort is known before its barrier gets a cancel marker, neither ack"
                    + " nor decline")
    void B9_B16_anAbortThatComesFirstIsRemembered() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            task.abort(3, 0);
            assertThat(script.events("aborted.*")).containsExactly("aborted(3) at 0#0");
            task.barrier(3, 0);
            assertThat(task.output()).containsExactly("cancel(3)");
            assertThat(script.events("snapshot.*")).isEmpty();

            task.barrier(4, 0);
            script.await("ack(4)");
            assertThat(reports(script))
                    .as("asynchronous parts report in order")
                    .containsExactly("ack(4)");
        }
    }

    @Test
    @DisplayName("only ids above the last checkpoint's are remembered as aborted")
    void B16_anAbortOfAnOlderIdIsNotRemembered() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            task.barrier(7, 0);
            script.await("ack(7)");
            task.abort(7, 0);
            task.abort(6, 0);
            assertThat(task.output()).containsExactly("barrier(7)");
            assertThat(script.events("aborted.*"))
                    .containsExactly("aborted(7) at 0#0", "aborted(6) at 0#0");
            assertThat(remembered(task)).isEmpty();
            task.abort(8, 0);
            assertThat(remembered(task)).as("the probe sees one that is").containsExactly(8L);
        }
    }

    @Test
    @DisplayName(
            "as many aborts are remembered as checkpoints may be concurrent; ids further below"
                    + " count as aborted")
    void B16_theMemoryOfAbortsIsBounded() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            task.abort(30, 0);
            task.barrier(28, 0);
            assertThat(task.output())
                    .as("28 was never aborted; 28 + 1 < 30")
                    .containsExactly("cancel(28)");
            task.barrier(29, 0);
            assertThat(task.output()).containsExactly("barrier(29)");
            script.await("ack(29)");
            assertThat(reports(script)).containsExactly("ack(29)");
        }
    }

    @Test
    @DisplayName(
            "with one checkpoint at a time, the abort of 8 is forgotten when 9 is aborted, too")
    void B16_anAbortIsForgottenForTheNextOne() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            task.abort(8, 0);
            task.abort(9, 0);
            task.barrier(8, 0);
            assertThat(task.output()).containsExactly("barrier(8)");
            task.barrier(9, 0);
            assertThat(task.output()).containsExactly("cancel(9)");
        }
    }

    @Test
    @DisplayName(
            "an exception in the synchronous part fails the task, which neither acknowledges nor"
                    + " declines")
    void B11_X1_theSynchronousPartThrows() throws Exception {
        assertThrowsOutOfTheTask(new IllegalStateException("synchronous part"));
    }

    @Test
    @DisplayName("a CheckpointException in the synchronous part fails the task, too")
    void B11_X1_theSynchronousPartThrowsACheckpointException() throws Exception {
        assertThrowsOutOfTheTask(
                new CheckpointException(CheckpointFailureReason.CHECKPOINT_DECLINED));
    }

    private void assertThrowsOutOfTheTask(Exception exception) throws Exception {
        TaskUnderTest task = TaskUnderTest.start(script);
        ExecutorService asynchronous = task.task().getAsyncOperationsThreadPool();
        script.fail("snapshot(1) at 0#0", exception);
        assertThatThrownBy(() -> task.barrier(1, 0)).hasRootCause(exception);
        task.close();
        assertThat(asynchronous.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(reports(script)).isEmpty();
    }

    @Test
    @DisplayName(
            "an exception in the asynchronous part declines with CHECKPOINT_ASYNC_EXCEPTION; the"
                    + " task lives on")
    void B12_X1_theAsynchronousPartThrows() throws Exception {
        assertDeclines(
                new IllegalStateException("asynchronous part"), "CHECKPOINT_ASYNC_EXCEPTION");
    }

    @Test
    @DisplayName(
            "a CheckpointException in the asynchronous part declines with the exception's reason")
    void B12_theAsynchronousPartThrowsACheckpointException() throws Exception {
        var exception =
                new CheckpointException(
                        CheckpointFailureReason.CHECKPOINT_DECLINED_INPUT_END_OF_STREAM);
        assertDeclines(exception, "CHECKPOINT_DECLINED_INPUT_END_OF_STREAM");
    }

    private void assertDeclines(Exception exception, String reason) throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            script.fail("async(1) at 0#0", exception);
            task.barrier(1, 0);
            script.await("decline(1) " + reason);
            task.barrier(2, 0);
            script.await("ack(2)");
            assertThat(reports(script)).containsExactly("decline(1) " + reason, "ack(2)");
            assertThat(task.output())
                    .as("the barrier was sent before")
                    .containsExactly("barrier(1)", "barrier(2)");
        }
    }

    @Test
    @DisplayName("an asynchronous part that ends with the task is not declined")
    void B12_aTaskThatNoLongerRunsDoesNotDecline() throws Exception {
        TaskUnderTest task = TaskUnderTest.start(script);
        ExecutorService asynchronous = task.task().getAsyncOperationsThreadPool();
        Script.Hold hold = script.hold("async(1) at 0#0");
        task.barrier(1, 0);
        hold.awaitReached();
        task.close();
        assertThat(asynchronous.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(reports(script)).isEmpty();
    }

    @Test
    @DisplayName(
            "an abort while the asynchronous part runs comes too late: its cancelling waits in the"
                    + " same thread")
    void B13_anAbortDoesNotStopTheAsynchronousPart() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            Script.Hold hold = script.hold("async(1) at 0#0");
            task.barrier(1, 0);
            hold.awaitReached();
            task.abort(1, 0);
            assertThat(pool(task).getQueue()).as("the cancelling").hasSize(1);
            hold.release();
            script.await("ack(1)");
            assertThat(script.events("ack.*|decline.*|aborted.*"))
                    .containsExactly("aborted(1) at 0#0", "ack(1)");
        }
    }

    @Test
    @DisplayName(
            "an asynchronous part that waits for an earlier one is not stopped by its abort either")
    void B13_X17_anAbortDoesNotStopAQueuedAsynchronousPart() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            Script.Hold hold = script.hold("async(1) at 0#0");
            task.barrier(1, 0);
            hold.awaitReached();
            task.barrier(2, 0);
            task.abort(2, 0);
            hold.release();
            script.await("ack(2)");
            assertThat(script.events("ack.*|decline.*|aborted.*"))
                    .containsExactly("aborted(2) at 0#0", "ack(1)", "ack(2)");
        }
    }

    @Test
    @DisplayName(
            "an abort after the asynchronous part takes nothing back: the acknowledgement is on its"
                    + " way")
    void B13_anAbortAfterTheAcknowledgement() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            task.barrier(1, 0);
            script.await("ack(1)");
            task.abort(1, 0);
            assertThat(script.events("ack.*|decline.*|aborted.*"))
                    .containsExactly("ack(1)", "aborted(1) at 0#0");
        }
    }

    @Test
    @DisplayName("asynchronous parts of a task run one after another")
    void X17_asynchronousPartsDoNotOvertake() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            Script.Hold hold = script.hold("async(1) at 0#0");
            task.barrier(1, 0);
            hold.awaitReached();
            task.barrier(2, 0);
            assertThat(pool(task).getQueue()).as("the second one waits").hasSize(1);
            assertThat(pool(task).getMaximumPoolSize())
                    .as("although there could be two threads")
                    .isEqualTo(2);
            hold.release();
            script.await("ack(2)");
            assertThat(script.events("async.*|ack.*"))
                    .containsExactly("async(1) at 0#0", "ack(1)", "async(2) at 0#0", "ack(2)");
        }
    }

    /** The pool of the asynchronous parts, inside of what gives its log lines the job's id. */
    private static ThreadPoolExecutor pool(TaskUnderTest task) {
        return (ThreadPoolExecutor)
                Peek.field(task.task().getAsyncOperationsThreadPool(), "delegate");
    }

    /**
     * The ids that the task has noted as aborted; nothing else shows them before a barrier comes.
     */
    @SuppressWarnings("unchecked")
    private static Iterable<Long> remembered(TaskUnderTest task) {
        Object coordinator = Peek.field(task.task(), "subtaskCheckpointCoordinator");
        return (Iterable<Long>) Peek.field(coordinator, "abortedCheckpointIds");
    }
}
