package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * Completions and aborts at a task: {@code StreamTask.notifyCheckpointComplete}, {@code
 * notifyCheckpointAborted}.
 */
class NotificationFactsTest {
    private final Script script = new Script();

    @Test
    @DisplayName(
            "an abort first acts as the completion of the latest completed checkpoint, once for"
                    + " each id")
    void B15_anAbortCarriesACompletion() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            task.abort(5, 2);
            assertThat(heard()).containsExactly("complete(2) at 0#0", "aborted(5) at 0#0");
            task.abort(6, 2);
            assertThat(heard()).as("known already").containsExactly("aborted(6) at 0#0");
            task.abort(7, 1);
            assertThat(heard()).as("older than what is known").containsExactly("aborted(7) at 0#0");
            task.abort(8, 0);
            assertThat(heard()).as("no completed checkpoint").containsExactly("aborted(8) at 0#0");
        }
    }

    @Test
    @DisplayName("a completion that is not newer than the last one that was reported is dropped")
    void B15_completionsAreReportedOnceAndInOrder() throws Exception {
        try (TaskUnderTest task = TaskUnderTest.start(script)) {
            task.complete(3);
            task.complete(3);
            task.complete(2);
            assertThat(heard()).containsExactly("complete(3) at 0#0");
            task.abort(1, 3);
            assertThat(heard())
                    .as("an abort of an older id is reported")
                    .containsExactly("aborted(1) at 0#0");
        }
    }

    @Test
    @DisplayName("a fresh task has reported -1, one that was restored from n has reported n")
    void X6_B15_aRestoredTaskKnowsItsCheckpoint() throws Exception {
        try (TaskUnderTest fresh = TaskUnderTest.start(script)) {
            assertThat(Peek.field(fresh.task(), "latestReportCheckpointId")).isEqualTo(-1L);
        }
        try (TaskUnderTest restored = TaskUnderTest.restored(script, 4)) {
            assertThat(Peek.field(restored.task(), "latestReportCheckpointId")).isEqualTo(4L);
            script.clear();
            restored.abort(5, 4);
            assertThat(heard())
                    .as("it does not hear complete(4)")
                    .containsExactly("aborted(5) at 0#0");
            restored.abort(7, 6);
            assertThat(heard()).containsExactly("complete(6) at 0#0", "aborted(7) at 0#0");
        }
    }

    private List<String> heard() {
        List<String> heard = script.events("(complete|aborted).*");
        script.clear();
        return heard;
    }
}
