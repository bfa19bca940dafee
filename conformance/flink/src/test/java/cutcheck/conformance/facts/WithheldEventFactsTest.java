package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A split that is withheld behind a checkpoint when another region fails for the second time. Two
 * regions, aligned checkpoints, Flink's own source coordinator; subtask 1 is busy in a full
 * asynchronous operator.
 */
@Tag("every-version")
class WithheldEventFactsTest {
    private static final String AWAITING =
            "Coordinator checkpoint 4 for coordinator .* is awaiting 1 pending events";

    private final Script script = new Script();

    @Test
    @DisplayName(
            "2.3: the abort misses a closed gateway: the next checkpoint waits for its event, then"
                    + " the split is lost")
    void R2_aWithheldSplitIsLost() throws Exception {
        boolean lost = Flink.atLeast("2.3");
        Gate gate = new Gate();
        try (Job job = start(gate);
                Logs logs = Logs.tell(script, AWAITING)) {
            assertThat(job.checkpoint()).isEqualTo(1);
            job.failAndRecover(script, 0);
            assertThat(job.checkpoint()).isEqualTo(2);

            withholdSplit3(job, gate);
            CompletableFuture<Long> fourth = job.beginCheckpoint();
            if (lost) {
                script.await("4 waits", seen -> seen.stream().anyMatch(e -> e.matches(AWAITING)));
                assertThat(fourth).isNotDone();
            } else {
                assertThat(fourth.get(1, TimeUnit.MINUTES)).isEqualTo(4);
            }
            job.failAndRecover(script, 0);
            assertThat(fourth.isCompletedExceptionally()).isEqualTo(lost);

            assertThat(job.checkpoint()).isEqualTo(5);
            assertCut(5, lost);
            job.failAndRecover(script, 1);
            assertThat(job.checkpoint()).isEqualTo(6);
            assertCut(6, lost);
            assertThat(script.events("reader 1 adds .*3.*").isEmpty()).isEqualTo(lost);
            assertThat(script.events(AWAITING).isEmpty()).isEqualTo(!lost);
        }
    }

    private Job start(Gate gate) throws Exception {
        return Job.start(
                script,
                2,
                Map.of(),
                numbers ->
                        AsyncDataStream.orderedWait(
                                Job.scripted(script, numbers),
                                new Busy(script, gate),
                                1,
                                TimeUnit.HOURS,
                                1));
    }

    /**
     * Subtask 1 is busy when checkpoint 3 is triggered, so that its gateway stays closed and split
     * 3 behind it. Then subtask 0 fails; subtask 1 hears the abort while it is busy, and passes
     * over the barrier.
     */
    private void withholdSplit3(Job job, Gate gate) throws Exception {
        script.when(
                "call waits", () -> script.when("record at 1#0", () -> script.happens("is full")));
        gate.close();
        script.await("is full");
        CompletableFuture<Long> third = job.beginCheckpoint();
        script.await("async(3) at 0#1");
        job.source.release(3);
        job.failAndRecover(script, 0);
        script.await("aborted(3) at 1#0");
        assertThat(third).isCompletedExceptionally();
        gate.open();
    }

    /** Split 3 is assigned in the enumerator's cut; split 2 was never released. */
    private void assertCut(long checkpoint, boolean lost) {
        assertThat(script.events(".*(enumerator|reader 1) snapshot\\(" + checkpoint + "\\).*"))
                .containsExactlyInAnyOrder(
                        "enumerator snapshot(" + checkpoint + ") keeps [2]",
                        "reader 1 snapshot(" + checkpoint + ") has " + (lost ? "[1]" : "[1, 3]"));
    }

    /** Whether calls of subtask 1 are answered. */
    private static final class Gate {
        private volatile CompletableFuture<Void> opened = CompletableFuture.completedFuture(null);

        void close() {
            opened = new CompletableFuture<>();
        }

        void open() {
            opened.complete(null);
        }
    }

    /** An asynchronous function whose answers wait for the gate in subtask 1. */
    private static final class Busy extends RichAsyncFunction<Integer, Integer> {
        private final Local<Script> script;
        private final Local<Gate> gate;

        Busy(Script script, Gate gate) {
            this.script = Local.of(script);
            this.gate = Local.of(gate);
        }

        @Override
        public void asyncInvoke(Integer number, ResultFuture<Integer> result) {
            CompletableFuture<Void> opened = gate.get().opened;
            if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() != 1 || opened.isDone()) {
                result.complete(Collections.singleton(number));
                return;
            }
            script.get().happens("call waits");
            opened.thenRun(() -> result.complete(Collections.singleton(number)));
        }
    }
}
