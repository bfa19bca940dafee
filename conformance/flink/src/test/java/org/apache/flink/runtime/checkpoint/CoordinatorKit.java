package org.apache.flink.runtime.checkpoint;

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.core.testutils.ScheduledTask;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinatorTestingUtils.CheckpointExecutionGraphBuilder;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutor;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutorServiceAdapter;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionVertex;
import org.apache.flink.runtime.executiongraph.utils.SimpleAckingTaskManagerGateway;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.jobmaster.TestingLogicalSlotBuilder;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.messages.checkpoint.AcknowledgeCheckpoint;
import org.apache.flink.runtime.messages.checkpoint.DeclineCheckpoint;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.concurrent.ManuallyTriggeredScheduledExecutor;
import org.apache.flink.util.concurrent.ScheduledExecutor;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A real {@link CheckpointCoordinator} for a job of two running tasks, {@code source} and {@code
 * sink}. Timer and clock stand still until they are told to go on; the I/O executor and the main
 * thread run at once, or are queues.
 *
 * <p>What the coordinator does to the outside is written down in {@link #events}, in its order:
 * {@code source.trigger(1)}, {@code sink.complete(1)}, {@code sink.abort(2, latest 1)}, {@code
 * store.add(1)}, {@code failure(2, CHECKPOINT_DECLINED)}, {@code success(1)}, {@code failJob},
 * {@code failJobDueToTask}, and what {@link RecordedCoordinator}s add.
 */
final class CoordinatorKit {
    /** Completes futures of the execution graph; nothing that a test looks at runs in it. */
    private static final ScheduledExecutorService FUTURES =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "futures");
                        thread.setDaemon(true);
                        return thread;
                    });

    final List<String> events = new ArrayList<>();
    private final Map<String, Set<Long>> pendingAt = new HashMap<>();
    final ManuallyTriggeredScheduledExecutor timer = new ManuallyTriggeredScheduledExecutor();
    final ManuallyTriggeredScheduledExecutorService io =
            new ManuallyTriggeredScheduledExecutorService();
    final ManuallyTriggeredScheduledExecutorService mainQueue =
            new ManuallyTriggeredScheduledExecutorService();
    final ManualClock clock = new ManualClock();
    final RecordedStore store;
    final CheckpointFailureManager failures;
    final List<RecordedCoordinator> coordinators = new ArrayList<>();
    final ComponentMainThreadExecutor main;
    final ExecutionGraph graph;
    final ExecutionVertex source;
    final ExecutionVertex sink;
    final CheckpointCoordinator checkpoints;
    private Runnable whenJobFails = () -> {};

    /**
     * How the coordinator is set up. What is not said: nothing limits checkpoints, and failures are
     * tolerated.
     */
    static final class Setup {
        private int tolerable = 100;
        private int concurrent = 1000;
        private long pauseMillis;
        private int retained = 1;
        private boolean queuedIo;
        private boolean queuedMain;
        private final List<String> coordinators = new ArrayList<>();

        Setup tolerable(int failures) {
            tolerable = failures;
            return this;
        }

        Setup concurrent(int checkpoints) {
            concurrent = checkpoints;
            return this;
        }

        Setup pauseMillis(long pause) {
            pauseMillis = pause;
            return this;
        }

        Setup retained(int checkpoints) {
            retained = checkpoints;
            return this;
        }

        Setup queuedIo() {
            queuedIo = true;
            return this;
        }

        Setup queuedMain() {
            queuedMain = true;
            return this;
        }

        Setup coordinators(String... names) {
            coordinators.addAll(List.of(names));
            return this;
        }

        CoordinatorKit build() throws Exception {
            return new CoordinatorKit(this);
        }
    }

    private CoordinatorKit(Setup setup) throws Exception {
        clock.advanceTime(1_000_000, TimeUnit.MILLISECONDS);
        store = new RecordedStore(setup.retained);
        failures = new RecordedFailures(setup.tolerable);
        main =
                setup.queuedMain
                        ? new ComponentMainThreadExecutorServiceAdapter(
                                (ScheduledExecutorService) mainQueue, Thread.currentThread())
                        : ComponentMainThreadExecutorServiceAdapter.forMainThread();
        var sourceId = new JobVertexID();
        var sinkId = new JobVertexID();
        graph =
                new CheckpointExecutionGraphBuilder()
                        .addJobVertex(sourceId)
                        .addJobVertex(sinkId, false)
                        .setTaskManagerGateway(new RecordedTasks())
                        .setMainThreadExecutor(main)
                        .build(FUTURES);
        mainQueue.triggerAll();
        source = graph.getJobVertex(sourceId).getTaskVertices()[0];
        sink = graph.getJobVertex(sinkId).getTaskVertices()[0];
        setup.coordinators.forEach(
                name -> coordinators.add(new RecordedCoordinator(name, this::record)));
        checkpoints = coordinator(setup);
    }

    private CheckpointCoordinator coordinator(Setup setup) {
        var configuration =
                CheckpointCoordinatorConfiguration.builder()
                        .setCheckpointInterval(100_000)
                        .setCheckpointTimeout(600_000)
                        .setMinPauseBetweenCheckpoints(setup.pauseMillis)
                        .setMaxConcurrentCheckpoints(setup.concurrent)
                        .build();
        Executor executor = setup.queuedIo ? io : Runnable::run;
        return new CheckpointCoordinator(
                graph.getJobID(),
                configuration,
                new ArrayList<>(coordinators),
                new StandaloneCheckpointIDCounter(),
                store,
                new JobManagerCheckpointStorage(),
                executor,
                new CheckpointsCleaner(),
                timer,
                failures,
                new DefaultCheckpointPlanCalculator(
                        graph.getJobID(),
                        new PlanContext(),
                        graph.getVerticesTopologically(),
                        true),
                clock,
                Statistics.tracker(graph.getJobID()),
                VertexFinishedStateChecker::new);
    }

    // ---- the timer and the queues

    /**
     * Runs what waits in the timer and the queues, until nothing does. What is scheduled for later
     * is not touched.
     */
    void settle() {
        do {
            io.triggerAll();
            mainQueue.triggerAll();
            timer.triggerAll();
        } while (io.numQueuedRunnables() + mainQueue.numQueuedRunnables() > 0);
    }

    /** The timeout of a pending checkpoint. What the timer is to do after it waits. */
    void expire(long checkpoint) throws Exception {
        ((ScheduledTask<?>) field(pending(checkpoint), "cancellerHandle")).execute();
    }

    /** The moment of the periodic trigger. */
    void periodicTrigger() {
        timer.triggerNonPeriodicScheduledTasks(CheckpointCoordinator.ScheduledTrigger.class);
    }

    // ---- checkpoints

    /** A checkpoint that a user asks for: not periodic. */
    CompletableFuture<CompletedCheckpoint> trigger() {
        var result = checkpoints.triggerCheckpoint(false);
        timer.triggerAll();
        return result;
    }

    /** A periodic checkpoint. */
    CompletableFuture<CompletedCheckpoint> triggerPeriodic() {
        var result = checkpoints.triggerCheckpoint(true);
        timer.triggerAll();
        return result;
    }

    CompletableFuture<CompletedCheckpoint> triggerSavepoint(String directory) {
        var result = checkpoints.triggerSavepoint(directory, SavepointFormatType.CANONICAL);
        timer.triggerAll();
        return result;
    }

    CompletableFuture<CompletedCheckpoint> triggerSynchronousSavepoint(String directory) {
        var result =
                checkpoints.triggerSynchronousSavepoint(
                        false, directory, SavepointFormatType.CANONICAL);
        timer.triggerAll();
        return result;
    }

    boolean acknowledge(ExecutionVertex task, long checkpoint) throws CheckpointException {
        return acknowledge(attempt(task), checkpoint, null);
    }

    boolean acknowledge(ExecutionAttemptID attempt, long checkpoint, TaskStateSnapshot state)
            throws CheckpointException {
        return checkpoints.receiveAcknowledgeMessage(
                new AcknowledgeCheckpoint(
                        graph.getJobID(), attempt, checkpoint, new CheckpointMetrics(), state),
                "here");
    }

    /** Both tasks acknowledge. */
    void complete(long checkpoint) throws CheckpointException {
        acknowledge(source, checkpoint);
        acknowledge(sink, checkpoint);
    }

    void decline(ExecutionVertex task, long checkpoint) {
        decline(attempt(task), checkpoint, CheckpointFailureReason.CHECKPOINT_DECLINED);
    }

    void decline(ExecutionAttemptID attempt, long checkpoint, CheckpointFailureReason reason) {
        checkpoints.receiveDeclineMessage(
                new DeclineCheckpoint(
                        graph.getJobID(), attempt, checkpoint, new CheckpointException(reason)),
                "here");
    }

    // ---- what there is

    ExecutionAttemptID attempt(ExecutionVertex task) {
        return task.getCurrentExecutionAttempt().getAttemptId();
    }

    OperatorID operator(ExecutionVertex task) {
        return task.getJobVertex().getOperatorIDs().get(0).getGeneratedOperatorID();
    }

    PendingCheckpoint pending(long checkpoint) {
        return checkpoints.getPendingCheckpoints().get(checkpoint);
    }

    Set<Long> pending() {
        return checkpoints.getPendingCheckpoints().keySet();
    }

    /** How many failures in a row are counted. */
    int counted() throws Exception {
        return ((Number) field(failures, "continuousFailureCounter")).intValue();
    }

    /** Adds an event, and remembers which checkpoints are pending at its time. */
    void record(String event) {
        events.add(event);
        if (checkpoints != null) {
            pendingAt.put(event, Set.copyOf(pending()));
        }
    }

    /** The checkpoints that were pending when an event happened. */
    Set<Long> pendingAt(String event) {
        return pendingAt.get(event);
    }

    /** Events so far, and none any more. */
    List<String> take() {
        var taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    void whenJobFails(Runnable action) {
        whenJobFails = action;
    }

    /** A new attempt of a task that has ended, running. */
    void restart(ExecutionVertex task) {
        task.resetForNewExecution();
        task.tryAssignResource(
                new TestingLogicalSlotBuilder()
                        .setTaskManagerGateway(new RecordedTasks())
                        .createTestingLogicalSlot());
        for (var state :
                List.of(
                        ExecutionState.DEPLOYING,
                        ExecutionState.INITIALIZING,
                        ExecutionState.RUNNING)) {
            task.getCurrentExecutionAttempt().transitionState(state);
        }
    }

    /** Why a checkpoint or a request failed, or null if it did not. */
    static CheckpointFailureReason failure(CompletableFuture<?> result) {
        try {
            result.getNow(null);
            return null;
        } catch (CompletionException e) {
            return ExceptionUtils.findThrowable(e, CheckpointException.class)
                    .map(CheckpointException::getCheckpointFailureReason)
                    .orElseThrow(() -> e);
        }
    }

    /** A field's value; for what Flink shows to nobody. */
    static Object field(Object owner, String name) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(owner);
                }
            }
        }
        throw new NoSuchFieldException(owner.getClass() + "." + name);
    }

    private String name(ExecutionAttemptID attempt) {
        return attempt.getExecutionVertexId().equals(source.getID()) ? "source" : "sink";
    }

    // ---- recorders

    private final class RecordedTasks extends SimpleAckingTaskManagerGateway {
        @Override
        public CompletableFuture<Acknowledge> triggerCheckpoint(
                ExecutionAttemptID attempt,
                JobID job,
                long checkpoint,
                long timestamp,
                CheckpointOptions options) {
            record(name(attempt) + ".trigger(" + checkpoint + ")");
            return triggerAnswer;
        }

        @Override
        public void notifyCheckpointOnComplete(
                ExecutionAttemptID attempt,
                JobID job,
                long checkpoint,
                long timestamp,
                long subsumed) {
            record(name(attempt) + ".complete(" + checkpoint + ")");
            subsumedTold = subsumed;
        }

        @Override
        public void notifyCheckpointAborted(
                ExecutionAttemptID attempt,
                JobID job,
                long checkpoint,
                long latest,
                long timestamp) {
            record(name(attempt) + ".abort(" + checkpoint + ", latest " + latest + ")");
        }
    }

    /** The checkpoint that the last completion told tasks to be subsumed; -1 when it was none. */
    long subsumedTold;

    /** What the RPC to a task that triggers a checkpoint gives back. */
    CompletableFuture<Acknowledge> triggerAnswer =
            CompletableFuture.completedFuture(Acknowledge.get());

    /** Fails to write when told to. */
    final class RecordedStore extends StandaloneCompletedCheckpointStore {
        private Exception failure;

        private RecordedStore(int retained) {
            super(retained);
        }

        void failWith(Exception exception) {
            failure = exception;
        }

        @Override
        public CompletedCheckpoint addCheckpointAndSubsumeOldestOne(
                CompletedCheckpoint checkpoint, CheckpointsCleaner cleaner, Runnable afterwards)
                throws Exception {
            record("store.add(" + checkpoint.getCheckpointID() + ")");
            if (failure != null) {
                throw failure;
            }
            return super.addCheckpointAndSubsumeOldestOne(checkpoint, cleaner, afterwards);
        }
    }

    private final class RecordedFailures extends CheckpointFailureManager {
        private RecordedFailures(int tolerable) {
            super(
                    tolerable,
                    new FailJobCallback() {
                        @Override
                        public void failJob(Throwable cause) {
                            record("failJob");
                            whenJobFails.run();
                        }

                        @Override
                        public void failJobDueToTaskFailure(
                                Throwable cause, ExecutionAttemptID attempt) {
                            record("failJobDueToTask");
                            whenJobFails.run();
                        }
                    });
        }

        @Override
        public void handleCheckpointException(
                PendingCheckpoint pending,
                CheckpointProperties properties,
                CheckpointException exception,
                ExecutionAttemptID attempt,
                JobID job,
                PendingCheckpointStats statistics,
                CheckpointStatsTracker tracker) {
            String id = pending == null ? "no id" : "" + pending.getCheckpointID();
            record("failure(" + id + ", " + exception.getCheckpointFailureReason() + ")");
            super.handleCheckpointException(
                    pending, properties, exception, attempt, job, statistics, tracker);
        }

        @Override
        public void handleCheckpointSuccess(long checkpoint) {
            record("success(" + checkpoint + ")");
            super.handleCheckpointSuccess(checkpoint);
        }
    }

    private final class PlanContext implements CheckpointPlanCalculatorContext {
        @Override
        public ScheduledExecutor getMainExecutor() {
            return main;
        }

        @Override
        public boolean hasFinishedTasks() {
            return source.getCurrentExecutionAttempt().isFinished()
                    || sink.getCurrentExecutionAttempt().isFinished();
        }
    }
}
