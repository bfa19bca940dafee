package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Snapshots that fail, and notifications, in a running job. */
class JobFactsTest {
    private static final String DECLINES = "Decline checkpoint \\d+ by task";
    private static final String COUNTED = "consecutive failed attempts so far";

    private final Script script = new Script();

    @Test
    @DisplayName(
            "an exception in the synchronous part of an operator restarts its region; nobody"
                    + " declines")
    void X1_B11_theSynchronousPartThrows() throws Exception {
        assertFailsTheTask(new IllegalStateException("synchronous part"));
    }

    @Test
    @DisplayName("so does a CheckpointException in the synchronous part")
    void X1_B11_theSynchronousPartThrowsACheckpointException() throws Exception {
        assertFailsTheTask(new CheckpointException(CheckpointFailureReason.CHECKPOINT_DECLINED));
    }

    private void assertFailsTheTask(Exception exception) throws Exception {
        try (Job job = Job.start(script, 1, Map.of());
                Logs logs = Logs.tell(script, DECLINES)) {
            assertThat(job.checkpoint()).isEqualTo(1);
            script.fail("snapshot(2) at 0#0", exception);
            job.failedCheckpoint();
            script.await("init at 0#1 from 1");
            job.awaitRunning();
            assertThat(script.events(DECLINES + ".*")).isEmpty();
            assertThat(job.history()).containsEntry(2L, "FAILED");
        }
    }

    @Test
    @DisplayName(
            "an exception in the asynchronous part is a decline that is counted; the task lives on")
    void X1_B12_theAsynchronousPartThrows() throws Exception {
        try (Job job = Job.start(script, 1, Map.of());
                Logs logs = Logs.tell(script, DECLINES + "|" + COUNTED)) {
            assertThat(job.checkpoint()).isEqualTo(1);
            script.fail("async(2) at 0#0", new IllegalStateException("asynchronous part"));
            assertThat(job.failedCheckpoint())
                    .contains(CheckpointFailureReason.CHECKPOINT_ASYNC_EXCEPTION.message());
            script.fail("async(3) at 0#0", new IllegalStateException("asynchronous part"));
            assertThat(job.failedCheckpoint())
                    .contains(CheckpointFailureReason.CHECKPOINT_ASYNC_EXCEPTION.message());
            assertThat(job.checkpoint()).isEqualTo(4);
            assertThat(counts(2)).containsExactly("2: 0", "3: 1");
            assertThat(script.events(DECLINES + ".*")).hasSize(2);
            assertThat(script.events("init.*")).as("one attempt").hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "an exception in the synchronous part of a source declines with TASK_FAILURE, is not"
                    + " counted, and fails it")
    void X1_B18_theSynchronousPartOfASourceThrows() throws Exception {
        try (Job job = Job.start(script, 1, Map.of());
                Logs logs = Logs.tell(script, DECLINES + "|" + COUNTED)) {
            assertThat(job.checkpoint()).isEqualTo(1);
            script.fail(
                    "snapshot(2) of reader 0",
                    new IllegalStateException("a source's synchronous part"));
            assertThat(job.failedCheckpoint())
                    .contains(CheckpointFailureReason.TASK_FAILURE.message());
            script.await("init at 0#1 from 1");
            job.awaitRunning();
            assertThat(script.events(DECLINES + ".*")).hasSize(1);

            for (int id = 3; id <= 4; id++) {
                script.fail(
                        "async(" + id + ") at 0#1",
                        new IllegalStateException("one that is counted"));
                job.failedCheckpoint();
            }
            assertThat(counts(3))
                    .as("2 was not counted, 3 was")
                    .containsExactly("2: 0", "3: 0", "4: 1");
        }
    }

    /** Each failed checkpoint with the number of failures that were counted before it. */
    private List<String> counts(int failures) throws InterruptedException {
        script.await(
                failures + " failures",
                seen -> seen.stream().filter(line -> line.contains(COUNTED)).count() == failures);
        return script.events(".*" + COUNTED + ".*").stream()
                .map(
                        line ->
                                line.replaceAll(
                                        ".*checkpoint (\\d+) for job.*\\((\\d+) consecutive.*",
                                        "$1: $2"))
                .toList();
    }

    @Test
    @DisplayName("an exception in notifyCheckpointComplete fails the task")
    void X18_anExceptionInACompletion() throws Exception {
        try (Job job = Job.start(script, 1, Map.of())) {
            script.fail("complete(1) at 0#0", new IllegalStateException("in the notification"));
            assertThat(job.checkpoint()).isEqualTo(1);
            script.await("init at 0#1 from 1");
        }
    }

    @Test
    @DisplayName("an exception in notifyCheckpointAborted fails the task")
    void X18_anExceptionInAnAbort() throws Exception {
        try (Job job = Job.start(script, 1, Map.of())) {
            assertThat(job.checkpoint()).isEqualTo(1);
            script.fail("async(2) at 0#0", new IllegalStateException("asynchronous part"));
            script.fail("aborted(2) at 0#0", new IllegalStateException("in the notification"));
            job.failedCheckpoint();
            script.await("init at 0#1 from 1");
        }
    }

    @Test
    @DisplayName(
            "an abort goes to the tasks of other regions; the attempt that restarts hears nothing"
                    + " of it")
    void X18_anAbortByFailover() throws Exception {
        try (Job job = Job.start(script, 2, Map.of())) {
            assertThat(job.checkpoint()).isEqualTo(1);
            Script.Hold hold = script.hold("async(2) at 1#0");
            CompletableFuture<Long> pending = job.beginCheckpoint();
            hold.awaitReached();
            job.failAndRecover(script, 0);
            script.await("aborted(2) at 1#0");
            assertThat(pending).isCompletedExceptionally();
            hold.release();

            assertThat(job.checkpoint()).isEqualTo(3);
            script.await("complete(3) at 0#1");
            script.await("complete(3) at 1#0");
            assertThat(script.events(".* at 0#1.*"))
                    .containsExactly(
                            "init at 0#1 from 1",
                            "prepare(3) at 0#1",
                            "snapshot(3) at 0#1",
                            "async(3) at 0#1",
                            "complete(3) at 0#1");
        }
    }

    @Test
    @DisplayName("ids increase, and when complete(n) is heard, the metadata of n is written")
    void D1_completionMeansDurable(@TempDir Path directory) throws Exception {
        Map<String, String> options =
                Map.of(
                        "execution.checkpointing.dir", directory.toUri().toString(),
                        "state.checkpoints.dir", directory.toUri().toString());
        try (Job job = Job.start(script, 2, options)) {
            for (long id = 1; id <= 3; id++) {
                long expected = id;
                script.when(
                        "complete(" + id + ") at 1#0",
                        () -> script.happens(metadataOf(expected, directory)));
                assertThat(job.checkpoint()).isEqualTo(id);
                script.await("complete(" + id + ") at 1#0");
            }
            script.await("metadata of 3: true");
            assertThat(script.events("metadata.*"))
                    .containsExactly(
                            "metadata of 1: true", "metadata of 2: true", "metadata of 3: true");
            assertThat(metadataOf(4, directory)).as("the probe").isEqualTo("metadata of 4: false");
        }
    }

    private static String metadataOf(long checkpoint, Path directory) throws Exception {
        try (var files = Files.walk(directory)) {
            boolean found =
                    files.anyMatch(
                            file -> file.endsWith(Path.of("chk-" + checkpoint, "_metadata")));
            return "metadata of " + checkpoint + ": " + found;
        }
    }

    @Test
    @DisplayName(
            "a completion that reaches a task which then fails is lost: its next attempt hears of a"
                    + " later one only")
    void D2_aCompletionMayBeMissing() throws Exception {
        try (Job job = Job.start(script, 2, Map.of())) {
            script.when("async(1) at 1#0", () -> script.await("busy"));
            script.when(
                    "async(1) at 0#0",
                    () ->
                            script.when(
                                    "record at 0#0",
                                    () -> {
                                        script.happens("busy");
                                        script.await("complete(1) at 1#0");
                                        throw new IllegalStateException(
                                                "a failure before the notification is heard");
                                    }));
            assertThat(job.checkpoint()).isEqualTo(1);
            script.await("init at 0#1 from 1");
            job.awaitRunning();

            assertThat(job.checkpoint()).isEqualTo(2);
            script.await("complete(2) at 0#1");
            assertThat(script.events("complete.* at 0.*")).containsExactly("complete(2) at 0#1");
            assertThat(script.events("complete.* at 1.*")).contains("complete(1) at 1#0");
        }
    }
}
