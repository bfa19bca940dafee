package cutcheck.conformance.facts;

import org.apache.flink.runtime.minicluster.MiniCluster;

import java.util.Map;

/**
 * A program for a JVM of its own. Checkpoint 2 is being written and checkpoint 3 waits for the
 * enumerator's snapshot when subtask 0 fails for the second time; the enumerator answers while the
 * JobMaster waits for the store. Exit code 0 if the job goes on.
 */
public final class SlowStoreProgram {
    /** The line about the job's status behind which the main thread waits for the store. */
    static final String STATUS =
            Flink.atLeast("2.3")
                    ? "from state RESTARTING to RUNNING"
                    : "from state RUNNING to RESTARTING";

    private SlowStoreProgram() {}

    public static void main(String[] arguments) throws Exception {
        Script script = new Script();
        Map<String, String> options =
                Map.of("execution.checkpointing.max-concurrent-checkpoints", "2");
        try (MiniCluster cluster = Job.cluster(ScriptedStore.options(script));
                Logs logs = Logs.tell(script, STATUS);
                Job job =
                        Job.start(
                                cluster,
                                script,
                                2,
                                options,
                                numbers -> Job.scripted(script, numbers))) {
            run(script, job);
        }
        System.exit(0);
    }

    private static void run(Script script, Job job) throws Exception {
        job.checkpoint();
        job.failAndRecover(script, 0);
        long written = job.checkpoint() + 1;
        script.clear();
        Script.Hold slow = script.hold("async(" + written + ") at 1#0");
        Script.Hold store = script.hold("store(" + written + ")");
        job.beginCheckpoint();
        slow.awaitReached();
        Script.Hold asked = script.hold("snapshot(" + (written + 1) + ") of the enumerator");
        job.beginCheckpoint();
        asked.awaitReached();
        slow.release();
        store.awaitReached();
        failUntilTheMainThreadWaits(script);
        asked.release();
        job.source.awaitCoordinator();
        store.release();
        job.awaitRunning();
        script.await("init at 0#2 from " + written);
        job.checkpoint();
    }

    /** Subtask 0 fails; gives when the JobMaster's main thread needs the lock of the write. */
    static void failUntilTheMainThreadWaits(Script script) throws Exception {
        script.fail("poll of reader 0", new IllegalStateException("a failure that the test wants"));
        script.await(STATUS, seen -> seen.stream().anyMatch(event -> event.contains(STATUS)));
    }
}
