package cutcheck.conformance.control;

import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.StandaloneCheckpointIDCounter;
import org.apache.flink.runtime.checkpoint.StandaloneCompletedCheckpointStore;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.util.clock.ManualClock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What outlives a JobManager: the store, the id counter, the TaskManagers, time. */
final class Surroundings implements AutoCloseable {
    private static final long START_MS = 1_000_000;

    final Settings settings;
    final JobVertexID vertex = new JobVertexID();
    final StandaloneCheckpointIDCounter ids = new StandaloneCheckpointIDCounter();
    final CompletedCheckpointStore store = new StandaloneCompletedCheckpointStore(1);
    final TaskManagers taskManagers = new TaskManagers();
    final TaskStates states = new TaskStates();
    final ManualClock clock = new ManualClock();
    private Path savepoints;

    Surroundings(Settings settings) {
        this.settings = settings;
        advance(START_MS);
    }

    /** Time passes, and no timer fires by itself. */
    void advance(long milliseconds) {
        clock.advanceTime(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Where savepoints are written to. */
    String savepoints() throws IOException {
        if (savepoints == null) {
            savepoints = Files.createTempDirectory("cutcheck-savepoints");
        }
        return savepoints.toUri().toString();
    }

    @Override
    public void close() throws IOException {
        if (savepoints == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(savepoints)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
