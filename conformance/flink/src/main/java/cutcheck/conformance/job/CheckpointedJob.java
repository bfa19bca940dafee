package cutcheck.conformance.job;

import com.fasterxml.jackson.databind.JsonNode;

import cutcheck.conformance.run.Inside;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.checkpoint.CheckpointAccess;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureManager;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CheckpointMetrics;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.DefaultCheckpointPlanCalculator;
import org.apache.flink.runtime.checkpoint.JobManagerTaskRestore;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.checkpoint.StandaloneCheckpointIDCounter;
import org.apache.flink.runtime.checkpoint.StandaloneCompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.checkpoint.VertexFinishedStateChecker;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutor;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutorServiceAdapter;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.DefaultExecutionGraph;
import org.apache.flink.runtime.executiongraph.Execution;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphCheckpointPlanCalculatorContext;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.apache.flink.runtime.executiongraph.ExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.ExecutionStateUpdateListener;
import org.apache.flink.runtime.executiongraph.ExecutionVertex;
import org.apache.flink.runtime.executiongraph.JobStatusListener;
import org.apache.flink.runtime.executiongraph.TaskExecutionStateTransition;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.jobmaster.TestingLogicalSlotBuilder;
import org.apache.flink.runtime.messages.checkpoint.AcknowledgeCheckpoint;
import org.apache.flink.runtime.messages.checkpoint.DeclineCheckpoint;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinatorHolder;
import org.apache.flink.runtime.scheduler.InternalFailuresListener;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.runtime.taskmanager.TaskExecutionState;
import org.apache.flink.runtime.testtasks.NoOpInvokable;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.concurrent.ManuallyTriggeredScheduledExecutor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The JobManager's side of a job, in one thread: Flink's ExecutionGraph with real executions, its
 * CheckpointCoordinator with decider, plan calculator, failure manager, cleaner, standalone store
 * and the listener that starts and stops it. The job has as many regions as source subtasks; a
 * region is one task, or a source task and a sink task. Task numbers are the model's: the tasks of
 * a region follow each other.
 *
 * <p>The timer runs when it is told to; nothing depends on a clock. The main thread's executor and
 * the I/O executor run what they are given at once. A failover is the scheduler's calls in its
 * order (DefaultScheduler, SchedulerBase).
 */
public final class CheckpointedJob {

    /**
     * @param subtasks source subtasks, which is the number of regions
     * @param tasksPerRegion 1 or 2
     * @param concurrent checkpoints that may be pending at a time
     */
    public record Size(int subtasks, int tasksPerRegion, int concurrent) {
        public int tasks() {
            return subtasks * tasksPerRegion;
        }
    }

    private static final int MAX_PARALLELISM = 8;
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);
    private static final ScheduledExecutorService UNUSED =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "futures of execution graphs");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final Size size;
    private final TaskGateway gateway;
    private final ComponentMainThreadExecutor mainThread =
            ComponentMainThreadExecutorServiceAdapter.forMainThread();
    private final ManuallyTriggeredScheduledExecutor timer =
            new ManuallyTriggeredScheduledExecutor();
    private final StandaloneCheckpointIDCounter ids = new StandaloneCheckpointIDCounter();
    private final CompletedCheckpointStore store = new StandaloneCompletedCheckpointStore(1);
    private final DefaultExecutionGraph graph;
    private final List<ExecutionJobVertex> vertices = new ArrayList<>();
    private final Set<Integer> waitingForRestart = new HashSet<>();
    private List<OperatorCoordinatorHolder> coordinators = List.of();
    private CheckpointCoordinator coordinator;

    /**
     * Makes the execution graph; nothing runs yet.
     *
     * @param calls hears what the JobManager sends to its tasks
     * @param operators the operators of each of a region's tasks
     */
    public CheckpointedJob(Size size, TaskCalls calls, List<List<OperatorID>> operators)
            throws Exception {
        this.size = size;
        this.gateway = new TaskGateway(calls);
        JobVertex[] jobVertices = jobVertices(size, operators);
        graph = ExecutionGraphTestUtils.createExecutionGraph(UNUSED, jobVertices);
        graph.start(mainThread);
        graph.setInternalTaskFailuresListener(new FailsTheTask());
        for (JobVertex vertex : jobVertices) {
            vertices.add(graph.getJobVertex(vertex.getID()));
        }
    }

    private static JobVertex[] jobVertices(Size size, List<List<OperatorID>> operators) {
        JobVertex source = jobVertex("source", size.subtasks(), operators.get(0));
        if (size.tasksPerRegion() == 1) {
            return new JobVertex[] {source};
        }
        JobVertex sink = jobVertex("sink", size.subtasks(), operators.get(1));
        Graphs.connect(source, sink);
        return new JobVertex[] {source, sink};
    }

    private static JobVertex jobVertex(String name, int parallelism, List<OperatorID> operators) {
        List<OperatorIDPair> ids = operators.stream().map(OperatorIDPair::generatedIDOnly).toList();
        JobVertex vertex = new JobVertex(name, new JobVertexID(), ids);
        vertex.setParallelism(parallelism);
        vertex.setMaxParallelism(MAX_PARALLELISM);
        vertex.setInvokableClass(NoOpInvokable.class);
        return vertex;
    }

    // ------------------------------------------------------------------------------------------
    //  What it is made of
    // ------------------------------------------------------------------------------------------

    /** The vertex of the sources. */
    public ExecutionJobVertex sources() {
        return vertices.get(0);
    }

    public CheckpointCoordinator coordinator() {
        return coordinator;
    }

    /** The coordinator's timer, whose queue runs when it is told to. */
    public ManuallyTriggeredScheduledExecutor timer() {
        return timer;
    }

    public ComponentMainThreadExecutor mainThread() {
        return mainThread;
    }

    /** The first operator of a task. */
    public OperatorID operatorOf(int task) {
        return operatorOf(vertexOf(task));
    }

    private static OperatorID operatorOf(ExecutionJobVertex vertex) {
        return vertex.getOperatorIDs().get(0).getGeneratedOperatorID();
    }

    private ExecutionJobVertex vertexOf(int task) {
        return vertices.get(task % size.tasksPerRegion());
    }

    private ExecutionVertex executionVertexOf(int task) {
        return vertexOf(task).getTaskVertices()[task / size.tasksPerRegion()];
    }

    private Execution executionOf(int task) {
        return executionVertexOf(task).getCurrentExecutionAttempt();
    }

    /** The task's current attempt. */
    public ExecutionAttemptID attemptOf(int task) {
        return executionOf(task).getAttemptId();
    }

    public int attemptNumberOf(int task) {
        return executionOf(task).getAttemptNumber();
    }

    /** The task whose current attempt this is, or -1 if the attempt was replaced. */
    public int taskOf(ExecutionAttemptID attempt) {
        for (int task = 0; task < size.tasks(); task++) {
            if (attemptOf(task).equals(attempt)) {
                return task;
            }
        }
        return -1;
    }

    public boolean isRunning(int task) {
        return executionOf(task).getState() == ExecutionState.RUNNING;
    }

    // ------------------------------------------------------------------------------------------
    //  From nothing to a running job
    // ------------------------------------------------------------------------------------------

    /**
     * Makes the CheckpointCoordinator, starts the operator coordinators, and runs every task.
     *
     * @param holders the operator coordinators of the sources
     */
    public void run(List<OperatorCoordinatorHolder> holders) throws Exception {
        coordinators = holders;
        coordinator = checkpointCoordinator(holders);
        listen();
        for (OperatorCoordinatorHolder holder : holders) {
            holder.lazyInitialize(
                    failure -> {
                        throw new IllegalStateException(
                                "an operator coordinator fails the job", failure);
                    },
                    mainThread,
                    coordinator);
            holder.start();
        }
        graph.transitionToRunning();
        for (int task = 0; task < size.tasks(); task++) {
            deploy(task);
        }
    }

    /**
     * The graph tells the coordinator of changes, as DefaultExecutionGraph.enableCheckpointing
     * arranges it; before 2.3 of the job's alone.
     */
    private void listen() {
        JobStatusListener listener = coordinator.createActivatorDeactivator(true);
        graph.registerJobStatusListener(listener);
        if (listener instanceof ExecutionStateUpdateListener) {
            Inside.callIfThere(
                    graph,
                    "registerExecutionStateUpdateListener",
                    ExecutionStateUpdateListener.class,
                    listener);
        }
    }

    private CheckpointCoordinator checkpointCoordinator(List<OperatorCoordinatorHolder> holders) {
        CheckpointCoordinatorConfiguration configuration =
                CheckpointCoordinatorConfiguration.builder()
                        .setCheckpointInterval(HOUR)
                        .setMinPauseBetweenCheckpoints(0)
                        .setCheckpointTimeout(HOUR)
                        .setMaxConcurrentCheckpoints(size.concurrent())
                        .build();
        return new CheckpointCoordinator(
                graph.getJobID(),
                configuration,
                List.copyOf(holders),
                ids,
                store,
                new JobManagerCheckpointStorage(),
                Runnable::run,
                new CheckpointsCleaner(),
                timer,
                new CheckpointFailureManager(
                        CheckpointFailureManager.UNLIMITED_TOLERABLE_FAILURE_NUMBER,
                        new NeverFails()),
                new DefaultCheckpointPlanCalculator(
                        graph.getJobID(),
                        new ExecutionGraphCheckpointPlanCalculatorContext(graph),
                        graph.getVerticesTopologically(),
                        false),
                new ManualClock(),
                CheckpointAccess.statsTracker(),
                VertexFinishedStateChecker::new);
    }

    /** A new attempt gets a slot and comes up. */
    private void deploy(int task) throws Exception {
        Execution execution = executionOf(task);
        execution.transitionState(ExecutionState.SCHEDULED);
        executionVertexOf(task)
                .tryAssignResource(
                        new TestingLogicalSlotBuilder()
                                .setTaskManagerGateway(gateway)
                                .createTestingLogicalSlot());
        execution.transitionState(ExecutionState.DEPLOYING);
        report(execution, ExecutionState.INITIALIZING, null);
        // DefaultExecutionGraph.updateStateInternal, which knows the coordinator only if it has
        // made it.
        if (!coordinator.isPeriodicCheckpointingStarted()) {
            coordinator.startCheckpointScheduler();
        }
        report(execution, ExecutionState.RUNNING, null);
    }

    /** The TaskManager's report of a task's state. */
    private void report(Execution execution, ExecutionState state, Throwable error) {
        graph.updateState(
                new TaskExecutionStateTransition(
                        new TaskExecutionState(execution.getAttemptId(), state, error)));
    }

    // ------------------------------------------------------------------------------------------
    //  Checkpoints
    // ------------------------------------------------------------------------------------------

    /**
     * A periodic request, as the timer makes it. What it leads to is done, as far as the
     * coordinators let it.
     */
    public void trigger() {
        coordinator.triggerCheckpoint(true);
        timer.triggerAll();
    }

    /**
     * A task's acknowledgement arrives.
     *
     * @param attempt the attempt that has sent it
     * @param state what it has stored, null for nothing
     */
    public void acknowledge(ExecutionAttemptID attempt, long checkpoint, TaskStateSnapshot state)
            throws CheckpointException {
        coordinator.receiveAcknowledgeMessage(
                new AcknowledgeCheckpoint(
                        graph.getJobID(), attempt, checkpoint, new CheckpointMetrics(), state),
                "a TaskManager");
    }

    /** A task's decline arrives, whose cause is not known to be anything else. */
    public void decline(int task, long checkpoint) {
        decline(
                task,
                checkpoint,
                new CheckpointException(CheckpointFailureReason.CHECKPOINT_DECLINED));
    }

    /** A task's decline arrives. */
    public void decline(int task, long checkpoint, CheckpointException cause) {
        coordinator.receiveDeclineMessage(
                new DeclineCheckpoint(graph.getJobID(), attemptOf(task), checkpoint, cause),
                "a TaskManager");
    }

    /**
     * The checkpoint's timeout is over. Without a pending checkpoint there is no timeout, and
     * nothing happens.
     */
    public void expire(long checkpoint) {
        if (pending(checkpoint) != null) {
            CheckpointAccess.expire(pending(checkpoint));
        }
    }

    /** Whether the pending checkpoint waits for operator coordinators. */
    public boolean isTriggering(long checkpoint) {
        return pending(checkpoint).getNumberOfNonAcknowledgedOperatorCoordinators() > 0;
    }

    /** Whether the pending checkpoint has the acknowledgement of the task's current attempt. */
    public boolean isAcknowledged(long checkpoint, int task) {
        return pending(checkpoint).isAcknowledgedBy(attemptOf(task));
    }

    /** The id that the next checkpoint will have. */
    public long nextId() {
        return ids.get();
    }

    /** A pending checkpoint, null if the id is not pending. */
    public PendingCheckpoint pending(long checkpoint) {
        return coordinator.getPendingCheckpoints().get(checkpoint);
    }

    /** The ids of what is pending, in ascending order. */
    public List<Long> pending() {
        return coordinator.getPendingCheckpoints().keySet().stream().sorted().toList();
    }

    /** The newest completed checkpoint, null for none. */
    public CompletedCheckpoint latest() throws Exception {
        return store.getLatestCheckpoint();
    }

    /** The id of the newest completed checkpoint, 0 for none. */
    public long latestId() throws Exception {
        return latest() == null ? 0 : latest().getCheckpointID();
    }

    /** The operator coordinator's part of the newest completed checkpoint, null for nothing. */
    public byte[] latestCoordinatorState() throws Exception {
        OperatorState state =
                latest() == null ? null : latest().getOperatorStates().get(operatorOf(0));
        return state == null || state.getCoordinatorState() == null
                ? null
                : state.getCoordinatorState().getData();
    }

    /** What the newest completed checkpoint has of a task, null for nothing. */
    public JsonNode latestStateOf(int task) throws Exception {
        OperatorState state =
                latest() == null ? null : latest().getOperatorStates().get(operatorOf(task));
        return state == null
                ? null
                : StoredState.valueIn(state.getState(task / size.tasksPerRegion()));
    }

    /** What the task's current attempt was given to start with, null for nothing. */
    public JobManagerTaskRestore restoreOf(int task) {
        return executionOf(task).getTaskRestore();
    }

    /** The state that the task's current attempt was given to start with, null for none. */
    public JsonNode restoredStateOf(int task) throws IOException {
        JobManagerTaskRestore restore = restoreOf(task);
        return restore == null
                ? null
                : StoredState.valueIn(
                        restore.getTaskStateSnapshot()
                                .getSubtaskStateByOperatorID(operatorOf(task)));
    }

    // ------------------------------------------------------------------------------------------
    //  Failovers: the calls of DefaultScheduler and SchedulerBase, in their order
    // ------------------------------------------------------------------------------------------

    /** A task fails, and its region is to restart: handleTaskFailure up to cancelTasksAsync. */
    public void fail(int task) {
        Exception error = new Exception("fails");
        report(executionOf(task), ExecutionState.FAILED, error);
        tellCoordinatorsOfFailure(task, error);
        cancelForRestart(regionOf(task));
    }

    /** The tasks of the region of a task. */
    private List<Integer> regionOf(int task) {
        int first = task - task % size.tasksPerRegion();
        List<Integer> tasks = new ArrayList<>();
        for (int position = 0; position < size.tasksPerRegion(); position++) {
            tasks.add(first + position);
        }
        return tasks;
    }

    private void tellCoordinatorsOfFailure(int task, Throwable error) {
        if (vertexOf(task) == sources()) {
            for (OperatorCoordinatorHolder holder : coordinators) {
                holder.executionAttemptFailed(
                        task / size.tasksPerRegion(), attemptNumberOf(task), error);
            }
        }
    }

    /** addVerticesToRestartPending, then cancelTasksAsync; whoever is cancelled ends at once. */
    private void cancelForRestart(List<Integer> tasks) {
        waitingForRestart.addAll(tasks);
        graph.transitionState(JobStatus.RUNNING, JobStatus.RESTARTING);
        for (int task : tasks) {
            Execution execution = executionOf(task);
            if (!execution.getState().isTerminal()) {
                tellCoordinatorsOfFailure(task, null);
                execution.cancel();
                report(execution, ExecutionState.CANCELED, null);
            }
        }
    }

    /** A failed region restarts. */
    public void restartRegion(int region) throws Exception {
        List<Integer> tasks = regionOf(region * size.tasksPerRegion());
        prepareRestart(tasks);
        coordinator.abortPendingCheckpoints(
                new CheckpointException(CheckpointFailureReason.JOB_FAILOVER_REGION));
        OptionalLong restored =
                coordinator.restoreLatestCheckpointedStateToSubtasks(new LinkedHashSet<>(vertices));
        for (OperatorCoordinatorHolder holder : coordinators) {
            holder.subtaskReset(region, restored.orElse(OperatorCoordinator.NO_CHECKPOINT));
        }
        for (int task : tasks) {
            deploy(task);
        }
    }

    /**
     * A global failover: handleGlobalFailure, then restartTasks with a global recovery.
     *
     * @param whenReset what is to be waited for when the operator coordinators were reset, before
     *     tasks come up
     */
    public void restartEverything(Doing whenReset) throws Exception {
        List<Integer> tasks = new ArrayList<>();
        for (int task = 0; task < size.tasks(); task++) {
            tasks.add(task);
        }
        cancelForRestart(tasks);
        prepareRestart(tasks);
        coordinator.abortPendingCheckpoints(
                new CheckpointException(CheckpointFailureReason.JOB_FAILOVER_REGION));
        coordinator.restoreLatestCheckpointedStateToAll(new LinkedHashSet<>(vertices), true);
        whenReset.run();
        for (int task : tasks) {
            deploy(task);
        }
    }

    /** Something that is done in the middle of something else. */
    public interface Doing {
        void run() throws Exception;
    }

    /** removeVerticesFromRestartPending, then resetForNewExecutions. */
    private void prepareRestart(List<Integer> tasks) {
        tasks.forEach(waitingForRestart::remove);
        if (waitingForRestart.isEmpty()) {
            graph.transitionState(JobStatus.RESTARTING, JobStatus.RUNNING);
        }
        for (int task : tasks) {
            executionVertexOf(task).resetForNewExecution();
        }
    }

    /**
     * What the graph finds out itself goes the way of what a TaskManager reports (SchedulerBase).
     */
    private final class FailsTheTask implements InternalFailuresListener {
        @Override
        public void notifyTaskFailure(
                ExecutionAttemptID attempt,
                Throwable error,
                boolean cancelTask,
                boolean releasePartitions) {
            fail(taskOf(attempt));
        }

        @Override
        public void notifyGlobalFailure(Throwable error) {
            throw new IllegalStateException("the execution graph fails the job", error);
        }
    }

    private static final class NeverFails implements CheckpointFailureManager.FailJobCallback {
        @Override
        public void failJob(Throwable cause) {
            throw new IllegalStateException("the failure manager fails the job", cause);
        }

        @Override
        public void failJobDueToTaskFailure(Throwable cause, ExecutionAttemptID failing) {
            throw new IllegalStateException("the failure manager fails the job", cause);
        }
    }
}
