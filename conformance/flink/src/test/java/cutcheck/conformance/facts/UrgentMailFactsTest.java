package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/**
 * A split that is assigned to a busy reader, followed by a checkpoint and a failure. The operator
 * that is chained to reader 0 is held in a record; meanwhile split 2 is assigned to this reader,
 * whose task confirms the event, and a checkpoint is triggered. The record ends when subtask 1
 * takes its snapshot: by then, both wait in subtask 0's mailbox.
 */
@Tag("every-version")
class UrgentMailFactsTest {
    private final Script script = new Script();

    @Test
    @DisplayName(
            "an unaligned checkpoint of 2.1 and later misses a split that was assigned before,"
                    + " which is then lost")
    void N1_unaligned() throws Exception {
        run(Map.of("execution.checkpointing.unaligned.enabled", "true"), Flink.atLeast("2.1"));
    }

    @Test
    @DisplayName("an aligned checkpoint has every split that was assigned before it")
    void N1_aligned() throws Exception {
        run(Map.of(), false);
    }

    @Test
    @DisplayName("so has an unaligned one whose aligned timeout is not reached")
    void N1_unalignedWithAnAlignedTimeout() throws Exception {
        run(
                Map.of(
                        "execution.checkpointing.unaligned.enabled", "true",
                        "execution.checkpointing.aligned-checkpoint-timeout", "10 min"),
                false);
    }

    private void run(Map<String, String> options, boolean lost) throws Exception {
        try (Job job = Job.start(script, 2, options, numbers -> Job.scripted(script, numbers))) {
            Script.Hold record = script.hold("record at 0#0");
            record.awaitReached();
            script.when("snapshot(1) of reader 1", record::release);
            job.source.release(2);
            assertThat(job.checkpoint()).isEqualTo(1);
            assertCut(1, lost);

            job.failAndRecover(script, 0);
            assertThat(job.checkpoint()).isEqualTo(2);
            assertCut(2, lost);
            assertThat(script.events("enumerator gets back .*2.*"))
                    .as("completed, so not given back")
                    .isEmpty();
        }
    }

    /**
     * Splits 0 and 2 are reader 0's; 2 is assigned in the enumerator's cut whether the reader's cut
     * has it or not.
     */
    private void assertCut(long checkpoint, boolean lost) {
        List<String> cut =
                script.events(".*(reader 0|enumerator) snapshot\\(" + checkpoint + "\\).*");
        assertThat(cut)
                .containsExactlyInAnyOrder(
                        "enumerator snapshot(" + checkpoint + ") keeps [3]",
                        "reader 0 snapshot(" + checkpoint + ") has " + (lost ? "[0]" : "[0, 2]"));
    }
}
