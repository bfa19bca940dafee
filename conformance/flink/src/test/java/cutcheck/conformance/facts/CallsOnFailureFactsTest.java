package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * In which order a task's failure is told, with a coordinator that hears its calls in the
 * JobMaster's main thread.
 */
@Tag("every-version")
class CallsOnFailureFactsTest {
    private static final String FAILED = "operator failed";
    private static final String COORDINATOR = "coordinator: attempt failed";
    private static final String RESTARTING = "job RESTARTING";
    private static final String ABORT = "abort";
    private static final String RESET = "coordinator: subtaskReset to 1";

    /**
     * Lines that the JobMaster's main thread logs; the task's own line about FAILED does not say
     * where it ran.
     */
    private static final String LINES =
            "scripted.*switched from RUNNING to FAILED on|from state RUNNING to RESTARTING|Failed"
                    + " to trigger or complete";

    private final Script script = new Script();

    @Test
    @DisplayName(
            "until 2.2 a pending checkpoint is aborted when the job goes to RESTARTING, since 2.3"
                    + " when a task fails")
    void N4_B23_theOrderOfAFirstFailure() throws Exception {
        try (Job job = start();
                Logs logs = Logs.tell(script, LINES)) {
            List<String> first = fail(job, 2);
            assertThat(first)
                    .containsExactlyElementsOf(
                            Flink.atLeast("2.3")
                                    ? List.of(FAILED, ABORT, COORDINATOR, RESTARTING, RESET)
                                    : List.of(FAILED, COORDINATOR, RESTARTING, ABORT, RESET));
        }
    }

    @Test
    @DisplayName("2.3: from the second failover on, pending checkpoints live until the restore")
    void R2_theOrderOfLaterFailures() throws Exception {
        try (Job job = start();
                Logs logs = Logs.tell(script, LINES)) {
            fail(job, 2);
            List<String> second = fail(job, 3);
            assertThat(second).containsExactly(FAILED, COORDINATOR, RESTARTING, ABORT, RESET);
        }
    }

    private Job start() throws Exception {
        Job job =
                Job.start(
                        script,
                        2,
                        Map.of("pipeline.operator-chaining.enabled", "false"),
                        numbers -> numbers.transform("scripted", Types.INT, new Factory(script)));
        assertThat(job.checkpoint()).isEqualTo(1);
        return job;
    }

    /**
     * Subtask 0's operator fails while a checkpoint waits for subtask 1; gives what happened until
     * the reset, in short.
     */
    private List<String> fail(Job job, long checkpoint) throws Exception {
        script.clear();
        Script.Hold hold = script.hold("async(" + checkpoint + ") at 1#0");
        CompletableFuture<Long> pending = job.beginCheckpoint();
        hold.awaitReached();
        script.await(
                "ack seen",
                seen ->
                        seen.stream()
                                .anyMatch(
                                        event ->
                                                event.startsWith(
                                                        "async(" + checkpoint + ") at 0#")));
        script.clear();
        script.fail(
                "record at 0#" + (checkpoint - 2),
                new IllegalStateException("a failure that the test wants"));
        script.await(RESET);
        job.awaitRunning();
        hold.release();
        assertThat(pending).isCompletedExceptionally();
        return script.events().stream()
                .map(CallsOnFailureFactsTest::inShort)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String inShort(String event) {
        if (event.startsWith("coordinator")) {
            return event;
        }
        if (event.contains("switched from RUNNING to FAILED")) {
            return FAILED;
        }
        if (event.contains("RESTARTING")) {
            return RESTARTING;
        }
        return event.startsWith("Failed to trigger") ? ABORT : "";
    }

    /** A coordinator that tells of failures and resets of subtask 0. */
    private static final class Coordinator implements OperatorCoordinator {
        private final Script script;

        Coordinator(Script script) {
            this.script = script;
        }

        @Override
        public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
            result.complete(new byte[0]);
        }

        @Override
        public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {
            script.happens(COORDINATOR);
        }

        @Override
        public void subtaskReset(int subtask, long checkpoint) {
            script.happens("coordinator: subtaskReset to " + checkpoint);
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {}

        @Override
        public void resetToCheckpoint(long checkpoint, byte[] state) {}

        @Override
        public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {}

        @Override
        public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {}

        @Override
        public void start() {}

        @Override
        public void close() {}
    }

    /** A scripted operator that has this coordinator. */
    private static final class Factory extends AbstractStreamOperatorFactory<Integer>
            implements OneInputStreamOperatorFactory<Integer, Integer>,
                    CoordinatedOperatorFactory<Integer> {
        private final Local<Script> script;

        Factory(Script script) {
            this.script = Local.of(script);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends StreamOperator<Integer>> T createStreamOperator(
                StreamOperatorParameters<Integer> parameters) {
            return (T) ScriptedOperator.in(script.get(), parameters);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
            return ScriptedOperator.class;
        }

        @Override
        public OperatorCoordinator.Provider getCoordinatorProvider(
                String name, OperatorID operator) {
            return new Provider(operator, script);
        }
    }

    private record Provider(OperatorID operator, Local<Script> script)
            implements OperatorCoordinator.Provider {
        @Override
        public OperatorID getOperatorId() {
            return operator;
        }

        @Override
        public OperatorCoordinator create(OperatorCoordinator.Context context) {
            return new Coordinator(script.get());
        }
    }
}
