package cutcheck.conformance.facts;

import static cutcheck.conformance.facts.Script.reports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Barriers and cancel markers at a task with two input channels: {@code
 * SingleCheckpointBarrierHandler}.
 */
class BarrierFactsTest {
    private final Script script = new Script();

    @Test
    @DisplayName(
            "a barrier of a larger id declines the pending checkpoint as subsumed and begins its"
                    + " own")
    void B2_aLargerIdSubsumesThePendingOne() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.withChannels(script, 2)) {
            task.barrier(1, 0);
            task.barrier(2, 1);
            assertThat(task.output()).containsExactly("cancel(1)");
            assertThat(reports(script)).containsExactly("decline(1) CHECKPOINT_DECLINED_SUBSUMED");

            task.barrier(2, 0);
            script.await("ack(2)");
            assertThat(task.output()).containsExactly("barrier(2)");
            assertThat(reports(script))
                    .containsExactly("decline(1) CHECKPOINT_DECLINED_SUBSUMED", "ack(2)");
        }
    }

    @Test
    @DisplayName(
            "a cancel marker aborts the checkpoint that is being aligned, whose other barriers are"
                    + " then ignored")
    void B5_aCancelMarkerAbortsTheCurrentCheckpoint() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.withChannels(script, 2)) {
            task.barrier(1, 0);
            task.cancelMarker(1, 1);
            assertThat(reports(script))
                    .containsExactly("decline(1) CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER");
            task.output();

            task.barrier(1, 1);
            task.barrier(1, 0);
            assertThat(task.output()).as("late barriers of the cancelled checkpoint").isEmpty();
            checkpointPasses(task, 2);
            assertThat(reports(script))
                    .containsExactly(
                            "decline(1) CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER", "ack(2)");
        }
    }

    @Test
    @DisplayName(
            "a cancel marker of a larger id aborts that checkpoint before any barrier of it;"
                    + " smaller ids are over")
    void B5_aCancelMarkerOfALargerId() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.withChannels(script, 2)) {
            task.cancelMarker(9, 0);
            assertThat(task.output()).containsExactly("cancel(9)");

            for (long id : new long[] {5, 9}) {
                task.barrier(id, 0);
                task.barrier(id, 1);
                assertThat(task.output()).as("barriers of " + id).isEmpty();
            }
            checkpointPasses(task, 10);
            assertThat(reports(script))
                    .containsExactly(
                            "decline(9) CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER", "ack(10)");
        }
    }

    @Test
    @DisplayName(
            "a cancel marker of a checkpoint that is complete at the task, or of a smaller id, does"
                    + " nothing")
    void B5_aCancelMarkerThatComesTooLate() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.withChannels(script, 2)) {
            checkpointPasses(task, 4);
            task.cancelMarker(4, 0);
            task.cancelMarker(3, 1);
            assertThat(task.output()).isEmpty();
            checkpointPasses(task, 5);
            assertThat(reports(script)).containsExactly("ack(4)", "ack(5)");
        }
    }

    @Test
    @DisplayName(
            "an abort at the barriers declines to the JobManager, sends a cancel marker on, and"
                    + " unblocks channels")
    void B6_anAbortDeclinesAndTellsDownstream() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.withChannels(script, 2)) {
            task.tellWhenResumed(0);
            task.barrier(1, 0);
            assertThat(script.events("resumed.*")).as("the channel is blocked").isEmpty();

            task.cancelMarker(1, 1);
            assertThat(script.events("resumed.*")).containsExactly("resumed 0");
            assertThat(task.output()).containsExactly("cancel(1)");
            assertThat(reports(script))
                    .containsExactly("decline(1) CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER");
        }
    }

    private void checkpointPasses(TaskUnderTest task, long id) throws Exception {
        task.barrier(id, 0);
        task.barrier(id, 1);
        script.await("ack(" + id + ")");
        assertThat(task.output()).containsExactly("barrier(" + id + ")");
    }
}
