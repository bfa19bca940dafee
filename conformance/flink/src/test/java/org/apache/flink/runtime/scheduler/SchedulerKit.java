package org.apache.flink.runtime.scheduler;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.checkpoint.StandaloneCheckpointIDCounter;
import org.apache.flink.runtime.checkpoint.StandaloneCompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.TestingCheckpointRecoveryFactory;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutorServiceAdapter;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.Execution;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionVertex;
import org.apache.flink.runtime.executiongraph.failover.FixedDelayRestartBackoffTimeStrategy.FixedDelayRestartBackoffTimeStrategyFactory;
import org.apache.flink.runtime.executiongraph.utils.SimpleAckingTaskManagerGateway;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobGraphTestUtils;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.jobgraph.tasks.JobCheckpointingSettings;
import org.apache.flink.runtime.messages.checkpoint.AcknowledgeCheckpoint;
import org.apache.flink.runtime.messages.checkpoint.DeclineCheckpoint;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.TestingOperatorCoordinator;
import org.apache.flink.runtime.testtasks.NoOpInvokable;
import org.apache.flink.util.SerializedValue;
import org.apache.flink.util.concurrent.ManuallyTriggeredScheduledExecutor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A real {@link DefaultScheduler} of a job whose two subtasks, without edges, are two regions. Its
 * main thread is a queue that the test runs, a restart waits until it is told to go on; only the
 * timer of checkpoints has a thread.
 *
 * <p>Events say when they happen: {@code coordinator.failed(0) while job RUNNING, task FAILED},
 * with the states of the job and of subtask 0's current attempt.
 */
final class SchedulerKit implements AutoCloseable {
    private static final long MINUTE_MILLIS = 60_000;

    /** Coordinators find their kit here, because their provider is serialized with the job. */
    private static final Map<OperatorID, SchedulerKit> KITS = new ConcurrentHashMap<>();

    final List<String> events = new ArrayList<>();

    /** What has happened before any task was scheduled. */
    final List<String> atStart;

    final ManuallyTriggeredScheduledExecutorService main =
            new ManuallyTriggeredScheduledExecutorService();
    final ManuallyTriggeredScheduledExecutor restarts = new ManuallyTriggeredScheduledExecutor();
    final DefaultScheduler scheduler;
    final CheckpointCoordinator checkpoints;
    final Store store;
    private final JobVertexID vertex;
    private final ScheduledExecutorService futures = Executors.newSingleThreadScheduledExecutor();
    private final Set<ExecutionAttemptID> submitted = ConcurrentHashMap.newKeySet();
    private OperatorCoordinator.Context coordinatorContext;
    private boolean silent;

    /** A store that survives its JobManager, and whose writes can take long. */
    static final class Store extends StandaloneCompletedCheckpointStore {
        private volatile Runnable whileWriting = () -> {};

        Store() {
            super(1);
        }

        void whileWriting(Runnable action) {
            whileWriting = action;
        }

        @Override
        public CompletedCheckpoint addCheckpointAndSubsumeOldestOne(
                CompletedCheckpoint checkpoint, CheckpointsCleaner cleaner, Runnable afterwards)
                throws Exception {
            whileWriting.run();
            return super.addCheckpointAndSubsumeOldestOne(checkpoint, cleaner, afterwards);
        }

        @Override
        public void shutdown(JobStatus status, CheckpointsCleaner cleaner) throws Exception {
            if (status.isGloballyTerminalState()) {
                super.shutdown(status, cleaner);
            }
        }
    }

    /** How the job is set up. What is not said: it restarts for ever, and nothing is tolerated. */
    static final class Setup {
        private JobVertexID vertex = new JobVertexID();
        private Store store = new Store();
        private Executor io = Runnable::run;
        private long timeoutMillis = 10 * MINUTE_MILLIS;
        private int restarts = Integer.MAX_VALUE;

        /** The next JobManager of a job: with the same vertex and the same store. */
        Setup after(SchedulerKit previous) {
            vertex = previous.vertex;
            store = previous.store;
            return this;
        }

        /** Where acknowledgements are processed; if not said, by the thread that sends them. */
        Setup io(Executor executor) {
            io = executor;
            return this;
        }

        Setup timeoutMillis(long timeout) {
            timeoutMillis = timeout;
            return this;
        }

        Setup restarts(int attempts) {
            restarts = attempts;
            return this;
        }

        SchedulerKit build() throws Exception {
            return new SchedulerKit(this);
        }
    }

    /** All subtasks run when this returns. */
    private SchedulerKit(Setup setup) throws Exception {
        vertex = setup.vertex;
        store = setup.store;
        var operator = OperatorID.fromJobVertexID(vertex);
        KITS.put(operator, this);
        var mainThread =
                new ComponentMainThreadExecutorServiceAdapter(
                        (ScheduledExecutorService) main, Thread.currentThread());
        scheduler =
                new DefaultSchedulerBuilder(
                                job(operator, setup.timeoutMillis),
                                mainThread,
                                setup.io,
                                futures,
                                restarts)
                        .setRestartBackoffTimeStrategy(
                                new FixedDelayRestartBackoffTimeStrategyFactory(setup.restarts, 0)
                                        .create())
                        .setCheckpointRecoveryFactory(
                                new TestingCheckpointRecoveryFactory(
                                        store, new StandaloneCheckpointIDCounter()))
                        .setExecutionSlotAllocatorFactory(
                                new TestExecutionSlotAllocatorFactory(tasks()))
                        .setJobStatusListener(
                                (job, status, timestamp) -> record("job(" + status + ")"))
                        .build();
        checkpoints = scheduler.getCheckpointCoordinator();
        atStart = List.copyOf(events);
        scheduler.startScheduling();
        main.triggerAll();
        for (int subtask = 0; subtask < 2; subtask++) {
            run(subtask);
        }
        main.triggerAll();
        events.clear();
    }

    private SimpleAckingTaskManagerGateway tasks() {
        var tasks = new SimpleAckingTaskManagerGateway();
        tasks.setSubmitConsumer(descriptor -> submitted.add(descriptor.getExecutionAttemptId()));
        return tasks;
    }

    private JobGraph job(OperatorID operator, long timeoutMillis) throws Exception {
        var task = new JobVertex("task", vertex);
        task.setInvokableClass(NoOpInvokable.class);
        task.setParallelism(2);
        task.addOperatorCoordinator(new SerializedValue<>(new Provider(operator)));
        var job = JobGraphTestUtils.streamingJobGraph(task);
        var configuration =
                CheckpointCoordinatorConfiguration.builder()
                        .setCheckpointInterval(60 * MINUTE_MILLIS)
                        .setMinPauseBetweenCheckpoints(
                                60 * MINUTE_MILLIS) // so that none is periodic within the test
                        .setCheckpointTimeout(timeoutMillis)
                        .setMaxConcurrentCheckpoints(2)
                        .setTolerableCheckpointFailureNumber(0)
                        .build();
        job.setSnapshotSettings(new JobCheckpointingSettings(configuration, null));
        return job;
    }

    @Override
    public void close() throws Exception {
        var closed = scheduler.closeAsync();
        await("the scheduler is closed", closed::isDone);
        futures.shutdownNow();
        KITS.remove(OperatorID.fromJobVertexID(vertex), this);
    }

    /** The operator's coordinator does not answer any more. */
    void silenceCoordinator() {
        silent = true;
    }

    // ---- tasks

    Execution attempt(int subtask) {
        return vertexOf(subtask).getCurrentExecutionAttempt();
    }

    JobStatus status() {
        return scheduler.getExecutionGraph().getState();
    }

    /** The current attempt of a subtask is deployed, for which 2.x uses a thread, and then runs. */
    void run(int subtask) throws InterruptedException {
        await("the task is submitted", () -> submitted.contains(attempt(subtask).getAttemptId()));
        for (var state : List.of(ExecutionState.INITIALIZING, ExecutionState.RUNNING)) {
            SchedulerTestingUtils.setExecutionToState(state, scheduler, vertex, subtask);
        }
        main.triggerAll();
    }

    /** A subtask fails. Its restart waits for {@link #restart}. */
    void fail(int subtask) {
        SchedulerTestingUtils.failExecution(scheduler, vertex, subtask);
        main.triggerAll();
    }

    /** What has failed is restored and deployed, and runs. */
    void restart(int subtask) throws InterruptedException {
        restarts.triggerNonPeriodicScheduledTasks();
        restarts.triggerAll();
        main.triggerAll();
        run(subtask);
    }

    /** The operator's coordinator asks for a failover of the job. */
    void failByCoordinator() {
        coordinatorContext.failJob(new Exception("the coordinator fails the job"));
        main.triggerAll();
    }

    private ExecutionVertex vertexOf(int subtask) {
        return scheduler.getExecutionJobVertex(vertex).getTaskVertices()[subtask];
    }

    // ---- checkpoints

    /** Triggers a checkpoint and waits until its barriers are injected; its id. */
    long trigger() throws Exception {
        scheduler.triggerCheckpoint(CheckpointType.CONFIGURED);
        await("a checkpoint is pending", () -> !checkpoints.getPendingCheckpoints().isEmpty());
        await("its barriers are injected", () -> !checkpoints.isTriggering());
        var pending = pending();
        pending.getCompletionFuture()
                .whenComplete(
                        (completed, failure) ->
                                record(
                                        failure == null
                                                ? "complete(" + pending.getCheckpointID() + ")"
                                                : "abort("
                                                        + pending.getCheckpointID()
                                                        + ", "
                                                        + reason(failure)
                                                        + ")"));
        return pending.getCheckpointID();
    }

    /** The only pending checkpoint. */
    PendingCheckpoint pending() {
        return checkpoints.getPendingCheckpoints().values().iterator().next();
    }

    void acknowledge(ExecutionAttemptID attempt, long checkpoint) throws CheckpointException {
        checkpoints.receiveAcknowledgeMessage(
                new AcknowledgeCheckpoint(
                        scheduler.getExecutionGraph().getJobID(), attempt, checkpoint),
                "here");
    }

    /** Both subtasks acknowledge a checkpoint. */
    void complete(long checkpoint) throws Exception {
        acknowledge(attempt(0).getAttemptId(), checkpoint);
        acknowledge(attempt(1).getAttemptId(), checkpoint);
        main.triggerAll();
    }

    void decline(ExecutionAttemptID attempt, long checkpoint) {
        var exception = new CheckpointException(CheckpointFailureReason.CHECKPOINT_DECLINED);
        scheduler.declineCheckpoint(
                new DeclineCheckpoint(
                        scheduler.getExecutionGraph().getJobID(), attempt, checkpoint, exception));
        main.triggerAll();
    }

    private static CheckpointFailureReason reason(Throwable failure) {
        return ((CheckpointException) failure).getCheckpointFailureReason();
    }

    // ---- events

    private synchronized void record(String event) {
        events.add(
                scheduler == null
                        ? event + " while the scheduler is made"
                        : event + " while job " + status() + ", task " + attempt(0).getState());
    }

    /** The events that begin with one of the names. */
    synchronized List<String> eventsOf(String... names) {
        return events.stream()
                .filter(event -> List.of(names).stream().anyMatch(event::startsWith))
                .toList();
    }

    synchronized void forget() {
        events.clear();
    }

    /** Runs the main thread until something is so; for what the timer's thread does. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("in vain: " + what);
            }
            main.triggerAll();
            Thread.sleep(1);
        }
    }

    private static final class Provider implements OperatorCoordinator.Provider {
        private static final long serialVersionUID = 1;
        private final OperatorID operator;

        Provider(OperatorID operator) {
            this.operator = operator;
        }

        @Override
        public OperatorID getOperatorId() {
            return operator;
        }

        @Override
        public OperatorCoordinator create(OperatorCoordinator.Context context) {
            SchedulerKit kit = KITS.get(operator);
            kit.coordinatorContext = context;
            return kit.new RecordedCoordinator(context);
        }
    }

    private final class RecordedCoordinator extends TestingOperatorCoordinator {
        RecordedCoordinator(Context context) {
            super(context);
        }

        @Override
        public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
            if (!silent) {
                result.complete(new byte[] {(byte) checkpoint});
            }
        }

        @Override
        public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {
            record("coordinator.failed(" + subtask + ")");
        }

        @Override
        public void subtaskReset(int subtask, long checkpoint) {
            record("coordinator.subtaskReset(" + subtask + ", " + checkpoint + ")");
        }

        @Override
        public void resetToCheckpoint(long checkpoint, byte[] state) {
            record("coordinator.resetToCheckpoint(" + checkpoint + ")");
        }
    }
}
