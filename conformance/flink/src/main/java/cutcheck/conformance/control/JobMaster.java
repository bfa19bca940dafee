package cutcheck.conformance.control;

import cutcheck.conformance.run.Inside;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.runtime.checkpoint.CheckpointAccess;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureManager;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.DefaultCheckpointPlanCalculator;
import org.apache.flink.runtime.checkpoint.VertexFinishedStateChecker;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutor;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutorServiceAdapter;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.Execution;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionGraphCheckpointPlanCalculatorContext;
import org.apache.flink.runtime.executiongraph.ExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.ExecutionStateUpdateListener;
import org.apache.flink.runtime.executiongraph.ExecutionVertex;
import org.apache.flink.runtime.executiongraph.GraphAccess;
import org.apache.flink.runtime.executiongraph.JobStatusListener;
import org.apache.flink.runtime.executiongraph.TaskExecutionStateTransition;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.jobmaster.TestingLogicalSlotBuilder;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinatorHolder;
import org.apache.flink.runtime.scheduler.InternalFailuresListener;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.runtime.taskmanager.TaskExecutionState;
import org.apache.flink.runtime.testtasks.NoOpInvokable;
import org.apache.flink.util.SerializedValue;
import org.apache.flink.util.concurrent.Executors;
import org.apache.flink.util.concurrent.ManuallyTriggeredScheduledExecutor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The part of a JobMaster that checkpoints are the business of: an ExecutionGraph with its
 * listeners, a CheckpointCoordinator with all that it calls, an OperatorCoordinatorHolder.
 * Everything is Flink's; only the order in which a failover calls it is that of DefaultScheduler,
 * written here again, because the DefaultScheduler makes its own CheckpointCoordinator with clock
 * and threads.
 */
final class JobMaster {
    static final long PAUSE_MS = 10;
    private static final long INTERVAL_MS = 100_000;
    private static final long TIMEOUT_MS = 600_000;
    private static final int MAX_PARALLELISM = 8;

    private final Surroundings surroundings;
    private final ManuallyTriggeredScheduledExecutorService mainThreadQueue =
            new ManuallyTriggeredScheduledExecutorService();
    private final ComponentMainThreadExecutor mainThread =
            new ComponentMainThreadExecutorServiceAdapter(mainThreadQueue, Thread.currentThread());
    private final ManuallyTriggeredScheduledExecutor timer =
            new ManuallyTriggeredScheduledExecutor();

    /** Requests to fail the job that the main thread has not come to. */
    private final Queue<Runnable> failuresToHandle = new ArrayDeque<>();

    private final Set<Integer> waitingForRestart = new HashSet<>();

    final ExecutionGraph graph;
    final ExecutionJobVertex vertex;
    final OperatorID operator;
    final AskedCoordinator asked;
    final OperatorCoordinatorHolder holder;
    final CheckpointFailureManager failureManager;
    final CheckpointCoordinator coordinator;

    /** CheckpointCoordinatorDeActivator, or ExecutionTrackingCheckpointCoordinatorDeActivator. */
    final JobStatusListener deActivator;

    private boolean isGlobalFailureAsked;

    /** A JobMaster that has just begun; what the store has is restored, and all tasks run. */
    JobMaster(Surroundings surroundings) throws Exception {
        this.surroundings = surroundings;
        JobVertex job = jobVertex();
        operator = job.getOperatorIDs().get(0).getGeneratedOperatorID();
        job.addOperatorCoordinator(new SerializedValue<>(provider()));
        graph =
                CheckpointAccess.graphOf(
                        job, surroundings.taskManagers, mainThread, new DirectService());
        asked = AskedCoordinator.Provider.created();
        vertex = graph.getJobVertex(surroundings.vertex);
        holder = vertex.getOperatorCoordinators().iterator().next();
        failureManager = new CheckpointFailureManager(tolerable(), new FailJob());
        coordinator = newCoordinator();
        deActivator = coordinator.createActivatorDeactivator(true);
        connect();
        start();
    }

    private JobVertex jobVertex() {
        JobVertex job = new JobVertex("source", surroundings.vertex);
        job.setParallelism(surroundings.settings.regions());
        job.setMaxParallelism(MAX_PARALLELISM);
        job.setInvokableClass(NoOpInvokable.class);
        return job;
    }

    private OperatorCoordinator.Provider provider() {
        return new AskedCoordinator.Provider(operator);
    }

    private int tolerable() {
        int tolerable = surroundings.settings.tolerable();
        return tolerable < 0
                ? CheckpointFailureManager.UNLIMITED_TOLERABLE_FAILURE_NUMBER
                : tolerable;
    }

    private CheckpointCoordinator newCoordinator() {
        CheckpointCoordinatorConfiguration configuration =
                CheckpointCoordinatorConfiguration.builder()
                        .setCheckpointInterval(INTERVAL_MS)
                        .setMinPauseBetweenCheckpoints(PAUSE_MS)
                        .setCheckpointTimeout(TIMEOUT_MS)
                        .setMaxConcurrentCheckpoints(surroundings.settings.concurrent())
                        .build();
        return new CheckpointCoordinator(
                graph.getJobID(),
                configuration,
                List.of(holder),
                surroundings.ids,
                surroundings.store,
                new JobManagerCheckpointStorage(),
                Executors.directExecutor(),
                new CheckpointsCleaner(),
                timer,
                failureManager,
                new DefaultCheckpointPlanCalculator(
                        graph.getJobID(),
                        new ExecutionGraphCheckpointPlanCalculatorContext(graph),
                        graph.getVerticesTopologically(),
                        false),
                surroundings.clock,
                CheckpointAccess.statsTracker(),
                VertexFinishedStateChecker::new);
    }

    /**
     * What DefaultExecutionGraph.enableCheckpointing connects, which would make a coordinator of
     * its own.
     */
    private void connect() {
        Inside.set(graph, "checkpointCoordinator", coordinator);
        graph.registerJobStatusListener(deActivator);
        if ((Object) deActivator instanceof ExecutionStateUpdateListener) {
            String method = "registerExecutionStateUpdateListener";
            if (!Inside.callIfThere(
                    graph, method, ExecutionStateUpdateListener.class, deActivator)) {
                throw new IllegalStateException("the graph of this version has no " + method);
            }
        }
        graph.setInternalTaskFailuresListener(new Failures());
    }

    /** DefaultExecutionGraphFactory and SchedulerBase.startScheduling. */
    private void start() throws Exception {
        coordinator.restoreInitialCheckpointIfPresent(Set.of(vertex));
        holder.lazyInitialize(
                cause -> GraphAccess.failGlobal(graph, cause), mainThread, coordinator);
        holder.start();
        graph.transitionToRunning();
        deploy(List.of(vertex.getTaskVertices()));
        settle();
    }

    /**
     * CheckpointFailureManager.FailJobCallback as DefaultExecutionGraph.enableCheckpointing has it,
     * but kept until asked for.
     */
    private final class FailJob implements CheckpointFailureManager.FailJobCallback {
        @Override
        public void failJob(Throwable cause) {
            failuresToHandle.add(() -> GraphAccess.failGlobal(graph, cause));
        }

        @Override
        public void failJobDueToTaskFailure(Throwable cause, ExecutionAttemptID failing) {
            failuresToHandle.add(() -> GraphAccess.failGlobalIfStillRunning(graph, cause, failing));
        }
    }

    private final class Failures implements InternalFailuresListener {
        @Override
        public void notifyTaskFailure(
                ExecutionAttemptID attempt,
                Throwable cause,
                boolean cancels,
                boolean releasesPartitions) {
            throw new IllegalStateException(
                    "a failure that the driver did not make: " + attempt, cause);
        }

        @Override
        public void notifyGlobalFailure(Throwable cause) {
            isGlobalFailureAsked = true;
        }
    }

    /** Lets main thread and timer do all that is queued; what is scheduled for later is not run. */
    void settle() {
        while (mainThreadQueue.numQueuedRunnables() > 0 || timer.numQueuedRunnables() > 0) {
            mainThreadQueue.triggerAll();
            timer.triggerAll();
        }
    }

    /** Lets the main thread do what is queued, and not the timer. */
    void settleMainThread() {
        mainThreadQueue.triggerAll();
    }

    /** Whether the main thread has been asked to fail the job, and has not come to it. */
    boolean isToFail() {
        return requestsToFail() > 0;
    }

    /** How often it has been asked. */
    int requestsToFail() {
        return failuresToHandle.size();
    }

    /**
     * The main thread comes to the requests to fail the job.
     *
     * @return whether one of them does; not where the task that declined has ended meanwhile
     */
    boolean handleFailures() {
        isGlobalFailureAsked = false;
        while (!failuresToHandle.isEmpty()) {
            failuresToHandle.remove().run();
        }
        return isGlobalFailureAsked;
    }

    Execution attempt(int task) {
        return vertex.getTaskVertices()[task].getCurrentExecutionAttempt();
    }

    boolean isRunning(int task) {
        return attempt(task).getState() == ExecutionState.RUNNING;
    }

    boolean areAllRunning() {
        return IntStream.range(0, surroundings.settings.regions()).allMatch(this::isRunning);
    }

    /**
     * SchedulerBase.updateTaskExecutionState with FAILED, and
     * DefaultScheduler.restartTasksWithDelay.
     */
    void fail(int task) {
        Execution attempt = attempt(task);
        Exception cause = new Exception("task " + task + " fails");
        update(attempt, ExecutionState.FAILED, cause);
        holder.executionAttemptFailed(task, attempt.getAttemptNumber(), cause);
        waitingForRestart.add(task);
        graph.transitionState(JobStatus.RUNNING, JobStatus.RESTARTING);
        settle();
    }

    /** DefaultScheduler.restartTasks of one region. */
    void restart(int task) throws Exception {
        endWaiting(task);
        ExecutionVertex restarted = vertex.getTaskVertices()[task];
        restarted.resetForNewExecution();
        coordinator.abortPendingCheckpoints(
                new CheckpointException(CheckpointFailureReason.JOB_FAILOVER_REGION));
        OptionalLong restored =
                coordinator.restoreLatestCheckpointedStateToSubtasks(Set.of(vertex));
        holder.subtaskReset(task, restored.orElse(OperatorCoordinator.NO_CHECKPOINT));
        deploy(List.of(restarted));
        settle();
    }

    /** SchedulerBase.handleGlobalFailure, to the end of DefaultScheduler.restartTasks. */
    void restartAll() throws Exception {
        cancelAll();
        for (ExecutionVertex each : vertex.getTaskVertices()) {
            endWaiting(each.getParallelSubtaskIndex());
        }
        for (ExecutionVertex each : vertex.getTaskVertices()) {
            each.resetForNewExecution();
        }
        coordinator.abortPendingCheckpoints(
                new CheckpointException(CheckpointFailureReason.JOB_FAILOVER_REGION));
        coordinator.restoreLatestCheckpointedStateToAll(Set.of(vertex), true);
        deploy(List.of(vertex.getTaskVertices()));
        settle();
    }

    /** The first half of a global failover: the job is RESTARTING, and all tasks end. */
    void cancelAll() {
        for (ExecutionVertex each : vertex.getTaskVertices()) {
            waitingForRestart.add(each.getParallelSubtaskIndex());
        }
        graph.transitionState(JobStatus.RUNNING, JobStatus.RESTARTING);
        List<Execution> canceled = new ArrayList<>();
        for (ExecutionVertex each : vertex.getTaskVertices()) {
            Execution attempt = each.getCurrentExecutionAttempt();
            if (!attempt.getState().isTerminal()) {
                holder.executionAttemptFailed(
                        each.getParallelSubtaskIndex(), attempt.getAttemptNumber(), null);
                attempt.cancel();
                canceled.add(attempt);
            }
        }
        settle();
        for (Execution attempt : canceled) {
            update(attempt, ExecutionState.CANCELED, null);
        }
        settle();
    }

    private void endWaiting(int task) {
        waitingForRestart.remove(task);
        if (waitingForRestart.isEmpty()) {
            graph.transitionState(JobStatus.RESTARTING, JobStatus.RUNNING);
        }
    }

    /** Slots, the deployments, and what the TaskManagers report of them. */
    private void deploy(List<ExecutionVertex> tasks) {
        for (ExecutionVertex task : tasks) {
            Execution attempt = task.getCurrentExecutionAttempt();
            if (attempt.getAssignedResource() == null) {
                attempt.tryAssignResource(
                        new TestingLogicalSlotBuilder()
                                .setTaskManagerGateway(surroundings.taskManagers)
                                .createTestingLogicalSlot());
            }
            attempt.transitionState(ExecutionState.SCHEDULED);
            attempt.transitionState(ExecutionState.DEPLOYING);
        }
        for (ExecutionVertex task : tasks) {
            update(task.getCurrentExecutionAttempt(), ExecutionState.INITIALIZING, null);
            update(task.getCurrentExecutionAttempt(), ExecutionState.RUNNING, null);
        }
    }

    private void update(Execution attempt, ExecutionState state, Throwable cause) {
        graph.updateState(
                new TaskExecutionStateTransition(
                        new TaskExecutionState(attempt.getAttemptId(), state, cause)));
    }
}
