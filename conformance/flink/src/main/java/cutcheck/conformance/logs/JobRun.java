package cutcheck.conformance.logs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One job from its submission to its end, with the troubles that a seed draws. Writes a log and its
 * settings.
 */
final class JobRun {
    private static final long START_MILLIS_MAX = 60_000;
    private static final long END_MILLIS_MAX = 10_000;

    /** How long the ending that was drawn may take before the job is cancelled. */
    private static final long ENDING_MILLIS_MAX = 3_000;

    /** One trouble of so many is a change of the JobManager, in the jobs in which it may change. */
    private static final int LEADER_CHANGE_EVERY = 5;

    /** For lines of other threads that are still on their way. */
    private static final long QUIET_MILLIS = 100;

    private final Cluster cluster;
    private final JobSettings settings;
    private final Random random;
    private final Path folder;
    private final ArrayNode troubles = new ObjectMapper().createArrayNode();
    private long startNanos;

    private JobRun(Cluster cluster, JobSettings settings, Random random, Path folder) {
        this.cluster = cluster;
        this.settings = settings;
        this.random = random;
        this.folder = folder;
    }

    /**
     * Runs a job.
     *
     * @param version of Flink, for the names of the files
     * @param folder where the log and its settings go
     * @throws IllegalStateException if the job does not start, or does not end, in time
     */
    static void write(
            Cluster cluster, String version, JobSettings settings, Random random, Path folder)
            throws Exception {
        String name = String.format("%s-%03d", version, settings.seed());
        JobRun run = new JobRun(cluster, settings, random, folder);
        // Before the job: should it take the JVM with it, the log is still one with settings.
        run.writeSettings(name, version);
        LogFile.open(folder.resolve(name + ".log"), settings.mode());
        try {
            run.run();
        } finally {
            Thread.sleep(QUIET_MILLIS);
            LogFile.close();
            run.writeSettings(name, version);
        }
    }

    private void run() throws Exception {
        Trouble.reset(settings.answerMax());
        Transactions.reset();
        Path checkpoints = Files.createTempDirectory(folder, "checkpoints");
        try {
            JobGraph graph = TroubledJob.graph(settings, checkpoints);
            startNanos = System.nanoTime();
            cluster.submitJob(graph).get(START_MILLIS_MAX, TimeUnit.MILLISECONDS);
            cluster.awaitRunning(graph.getJobID(), START_MILLIS_MAX);
            Thread.sleep(2L * settings.interval());
            makeTrouble(graph.getJobID(), checkpoints);
            end(graph.getJobID(), checkpoints);
        } finally {
            delete(checkpoints);
        }
    }

    private void makeTrouble(JobID job, Path folderOfSavepoints) throws Exception {
        long endMillis = millis() + settings.duration();
        while (millis() < endMillis && !cluster.isOver(job)) {
            Thread.sleep(JobSettings.pick(random, 100, 200, 400));
            cause(nextKind(), job, folderOfSavepoints);
        }
    }

    private TroubleKind nextKind() {
        if (settings.leadership() && random.nextInt(LEADER_CHANGE_EVERY) == 0)
            return TroubleKind.JOB_MANAGER;
        List<TroubleKind> kinds = TroubleKind.drawn(settings.savepoints());
        return kinds.get(random.nextInt(kinds.size()));
    }

    private void cause(TroubleKind kind, JobID job, Path folderOfSavepoints) throws Exception {
        String pipeline = TroubledJob.pipelines(settings).get(random.nextInt(settings.pipelines()));
        String subtask = pipeline + "/" + random.nextInt(JobSettings.PARALLELISM);
        int timeout = settings.timeout();
        int slowMillis = JobSettings.pick(random, 60, timeout / 2, timeout + 100, timeout + 300);
        Trouble.setSlowMillis(slowMillis);
        switch (kind.place) {
            case SUBTASK -> Trouble.ask(kind, subtask);
            case PIPELINE -> Trouble.ask(kind, pipeline);
            case JOB -> causeInJob(kind, job, folderOfSavepoints.toUri() + "savepoints");
        }
        ObjectNode trouble =
                troubles.addObject().put("at", millis()).put("kind", kind.name().toLowerCase());
        if (kind.place != TroubleKind.Place.JOB) {
            trouble.put("where", kind.place == TroubleKind.Place.SUBTASK ? subtask : pipeline)
                    .put("slow", slowMillis);
        }
    }

    private void causeInJob(TroubleKind kind, JobID job, String savepoints) throws Exception {
        switch (kind) {
            case ASYNC_THROWS_TWICE -> {
                for (String subtask : subtasks()) Trouble.ask(TroubleKind.ASYNC_THROWS, subtask);
            }
            case ASYNC_AND_MAP_THROW -> {
                List<String> subtasks = subtasks();
                Trouble.ask(TroubleKind.ASYNC_THROWS, subtasks.get(0));
                Thread.sleep(random.nextInt(20));
                Trouble.ask(TroubleKind.MAP_THROWS, subtasks.get(1));
            }
            case SAVEPOINT ->
                    cluster.triggerSavepoint(job, savepoints, false, SavepointFormatType.CANONICAL);
            case TWO_SAVEPOINTS -> {
                cluster.triggerSavepoint(job, savepoints, false, SavepointFormatType.CANONICAL);
                cluster.triggerSavepoint(job, savepoints, false, SavepointFormatType.NATIVE);
            }
            case MANUAL_CHECKPOINT -> cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED);
            case JOB_MANAGER -> cluster.changeLeader(job, 20);
            default ->
                    throw new IllegalStateException(
                            kind + " is asked of an operator or a coordinator");
        }
    }

    private List<String> subtasks() {
        return TroubledJob.pipelines(settings).stream()
                .flatMap(each -> Stream.of(each + "/0", each + "/1"))
                .toList();
    }

    private void end(JobID job, Path checkpoints) throws Exception {
        String savepoints = checkpoints.toUri() + "savepoints";
        troubles.addObject()
                .put("at", millis())
                .put("kind", settings.ending().name().toLowerCase());
        try {
            var ended =
                    switch (settings.ending()) {
                        case STOP_WITH_SAVEPOINT ->
                                cluster.stopWithSavepoint(
                                        job, savepoints, false, SavepointFormatType.CANONICAL);
                        case CANCEL_WITH_SAVEPOINT ->
                                cluster.triggerSavepoint(
                                        job, savepoints, true, SavepointFormatType.CANONICAL);
                        case CANCEL -> cluster.cancelJob(job);
                    };
            ended.get(ENDING_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // A savepoint that fails, or comes too late, is as good in a log as one that succeeds.
            troubles.addObject()
                    .put("at", millis())
                    .put("kind", "ending-failed")
                    .put("cause", e.toString());
        }
        if (!cluster.isOver(job)) cluster.cancelJob(job);
        cluster.awaitEnd(job, END_MILLIS_MAX);
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private void writeSettings(String name, String version) throws IOException {
        ObjectNode json = settings.toJson(version);
        json.set("troubles", troubles);
        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
        Files.writeString(folder.resolve(name + ".json"), text + "\n");
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) Files.deleteIfExists(path);
    }
}
