package cutcheck.conformance.facts;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A job on a MiniCluster that all tests of this JVM share. Checkpoints are triggered by the test
 * alone, the job restarts by itself, and without an exchange each subtask with its source is a
 * region.
 */
final class Job implements AutoCloseable {
    private static final int SLOTS = 4;
    private static final long PATIENCE_SECONDS = 60;
    private static MiniCluster shared;

    final SplitSource source;
    private final MiniCluster cluster;
    private final JobID id;
    private final int parallelism;

    private Job(MiniCluster cluster, JobID id, SplitSource source, int parallelism) {
        this.cluster = cluster;
        this.id = id;
        this.source = source;
        this.parallelism = parallelism;
    }

    /** What comes behind the source. */
    @FunctionalInterface
    interface Pipeline {
        DataStream<Integer> behind(DataStream<Integer> numbers);
    }

    /**
     * A job of a {@link SplitSource} with two splits for each subtask, and a {@link
     * ScriptedOperator} in its own task.
     */
    static Job start(Script script, int parallelism, Map<String, String> options) throws Exception {
        Map<String, String> all =
                new HashMap<>(Map.of("pipeline.operator-chaining.enabled", "false"));
        all.putAll(options);
        return start(script, parallelism, all, numbers -> scripted(script, numbers));
    }

    /**
     * As {@link #start(Script, int, Map)} with another pipeline, chained to the source unless an
     * option forbids it.
     */
    static Job start(Script script, int parallelism, Map<String, String> options, Pipeline pipeline)
            throws Exception {
        return start(cluster(), script, parallelism, options, pipeline);
    }

    static Job start(
            MiniCluster cluster,
            Script script,
            int parallelism,
            Map<String, String> options,
            Pipeline pipeline)
            throws Exception {
        Configuration configuration = Configuration.fromMap(standard());
        configuration.addAll(Configuration.fromMap(options));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(parallelism);
        SplitSource source = new SplitSource(script, parallelism, 2 * parallelism);
        DataStream<Integer> numbers =
                environment.fromSource(
                        source, WatermarkStrategy.noWatermarks(), "source", Types.INT);
        pipeline.behind(numbers).sinkTo(new DiscardingSink<>());
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        cluster.submitJob(graph).get();
        Job job = new Job(cluster, graph.getJobID(), source, parallelism);
        for (int subtask = 0; subtask < parallelism; subtask++) {
            script.await("enumerator meets reader " + subtask);
        }
        job.awaitRunning();
        return job;
    }

    /** A {@link ScriptedOperator} behind a stream. */
    static DataStream<Integer> scripted(Script script, DataStream<Integer> numbers) {
        return numbers.transform("scripted", Types.INT, new ScriptedOperator<>(script));
    }

    /** The pause keeps 2.x from triggering a first checkpoint of its own. */
    private static Map<String, String> standard() {
        return Map.of(
                "execution.checkpointing.interval", "1 h",
                "execution.checkpointing.min-pause", "1 h",
                "execution.checkpointing.tolerable-failed-checkpoints", "10",
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "100",
                "restart-strategy.fixed-delay.delay", "50 ms");
    }

    private static synchronized MiniCluster cluster() throws Exception {
        if (shared == null) {
            shared = cluster(new Configuration());
            Runtime.getRuntime().addShutdownHook(new Thread(shared::closeAsync));
        }
        return shared;
    }

    /** A MiniCluster of its own, started. */
    static MiniCluster cluster(Configuration configuration) throws Exception {
        Configuration all = Configuration.fromMap(Map.of("rest.port", "0"));
        all.addAll(configuration);
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(SLOTS)
                                .setConfiguration(all)
                                .build());
        cluster.start();
        return cluster;
    }

    /** Triggers a checkpoint and gives its id when it is completed. */
    long checkpoint() throws Exception {
        return beginCheckpoint().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Triggers a checkpoint; the future has its id, or fails when it is aborted. */
    CompletableFuture<Long> beginCheckpoint() {
        return cluster.triggerCheckpoint(id, CheckpointType.CONFIGURED);
    }

    /**
     * Triggers a checkpoint that does not complete, and gives what the caller of the trigger is
     * told.
     */
    String failedCheckpoint() throws Exception {
        try {
            long completed = checkpoint();
            throw new AssertionError("checkpoint " + completed + " has completed");
        } catch (ExecutionException failed) {
            return failed.toString();
        }
    }

    /** Waits until the job and all its tasks are RUNNING. */
    void awaitRunning() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isRunning(cluster.getExecutionGraph(id).get())) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the job does not run: " + status());
            }
            Thread.sleep(10);
        }
    }

    private boolean isRunning(AccessExecutionGraph graph) {
        if (graph.getState() != JobStatus.RUNNING) {
            return false;
        }
        for (var vertex : graph.getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    /**
     * Lets the operator or the reader of a subtask throw, and waits until its next attempt runs.
     */
    void failAndRecover(Script script, int subtask) throws Exception {
        String met = "enumerator meets reader " + subtask;
        int before = script.events(met).size();
        script.fail(
                "poll of reader " + subtask,
                new IllegalStateException("a failure that the test wants"));
        script.await(met, before + 1);
        awaitRunning();
    }

    JobStatus status() throws Exception {
        return cluster.getJobStatus(id).get();
    }

    /**
     * The checkpoints that the job's statistics know, by id: {@code COMPLETED}, {@code FAILED} and
     * so on.
     */
    Map<Long, String> history() throws Exception {
        Map<Long, String> history = new TreeMap<>();
        var stats = cluster.getExecutionGraph(id).get().getCheckpointStatsSnapshot();
        for (AbstractCheckpointStats checkpoint : stats.getHistory().getCheckpoints()) {
            history.put(checkpoint.getCheckpointId(), checkpoint.getStatus().toString());
        }
        return history;
    }

    /** Cancels the job and waits for its end. */
    @Override
    public void close() throws Exception {
        if (!status().isGloballyTerminalState()) {
            cluster.cancelJob(id).get();
            cluster.requestJobResult(id).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
