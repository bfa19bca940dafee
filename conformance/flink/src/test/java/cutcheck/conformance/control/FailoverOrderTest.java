package cutcheck.conformance.control;

import static org.assertj.core.api.Assertions.assertThat;

import cutcheck.conformance.control.Message.Kind;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.runtime.checkpoint.CheckpointAccess;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutorServiceAdapter;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.Execution;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionVertex;
import org.apache.flink.runtime.executiongraph.failover.TestRestartBackoffTimeStrategy;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobGraphTestUtils;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.jobgraph.tasks.JobCheckpointingSettings;
import org.apache.flink.runtime.messages.checkpoint.AcknowledgeCheckpoint;
import org.apache.flink.runtime.scheduler.DefaultScheduler;
import org.apache.flink.runtime.scheduler.DefaultSchedulerBuilder;
import org.apache.flink.runtime.scheduler.TestExecutionSlotAllocatorFactory;
import org.apache.flink.runtime.taskmanager.TaskExecutionState;
import org.apache.flink.runtime.testtasks.NoOpInvokable;
import org.apache.flink.util.SerializedValue;
import org.apache.flink.util.concurrent.ManuallyTriggeredScheduledExecutor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The order in which JobMaster calls everything in a failover is the one of DefaultScheduler. */
class FailoverOrderTest {
    private static final int TASKS = 2;

    @Test
    @DisplayName("a task that fails, and its restart: the same calls in the same order")
    void ofTaskIsThatOfDefaultScheduler() throws Exception {
        List<String> imitated = new Imitated().ofTask();
        assertThat(imitated).isEqualTo(new Real().ofTask());
        assertThat(imitated).anyMatch(each -> each.startsWith("ABORT 2"));
    }

    @Test
    @DisplayName("a global failover: the same calls in the same order")
    void ofJobIsThatOfDefaultScheduler() throws Exception {
        List<String> imitated = new Imitated().ofJob();
        assertThat(imitated).isEqualTo(new Real().ofJob());
        assertThat(imitated).anyMatch(each -> each.startsWith("coordinator: resetToCheckpoint 1"));
    }

    /**
     * What both do. Everything that is heard on the way is written down, with what is pending then.
     */
    private abstract static class Story {
        private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

        final List<String> ofTask() throws Exception {
            takeTwoCheckpoints();
            fail(0);
            restart(0);
            return List.copyOf(heard);
        }

        final List<String> ofJob() throws Exception {
            takeTwoCheckpoints();
            restartAll();
            // In which order the tasks are canceled depends on hashes.
            return heard.stream()
                    .map(each -> each.replaceFirst("(executionAttemptFailed) \\d", "$1"))
                    .toList();
        }

        /** The first completes, the second is pending. */
        private void takeTwoCheckpoints() throws Exception {
            listenToAll();
            takeCheckpoint(1);
            answerAll(1);
            takeCheckpoint(2);
        }

        private void listenToAll() {
            asked().listen(call -> hear("coordinator: " + call));
            taskManagers().listen(this::hearMessage);
            graph().registerJobStatusListener((job, status, time) -> hearStatus(status));
        }

        private void hearMessage(Message message) {
            if (message.kind() != Kind.TRIGGER) {
                hear(
                        message.kind()
                                + " "
                                + message.checkpoint()
                                + " to "
                                + message.task().getSubtaskIndex());
            }
        }

        private void hearStatus(JobStatus status) {
            hear("job: " + status);
        }

        private void hear(String what) {
            List<String> states = new ArrayList<>();
            for (ExecutionVertex vertex : graph().getAllExecutionVertices()) {
                states.add(vertex.getExecutionState().name());
            }
            Collections.sort(states);
            int pending = coordinator().getNumberOfPendingCheckpoints();
            heard.add(what + " (pending " + pending + ", " + String.join(" ", states) + ")");
        }

        CheckpointCoordinator coordinator() {
            return graph().getCheckpointCoordinator();
        }

        private void answerAll(long id) throws Exception {
            for (ExecutionVertex vertex : graph().getAllExecutionVertices()) {
                coordinator()
                        .receiveAcknowledgeMessage(
                                new AcknowledgeCheckpoint(
                                        graph().getJobID(),
                                        vertex.getCurrentExecutionAttempt().getAttemptId(),
                                        id),
                                "TaskManager");
            }
            settle();
        }

        abstract AskedCoordinator asked();

        abstract TaskManagers taskManagers();

        abstract ExecutionGraph graph();

        abstract void settle() throws Exception;

        /** Until its barriers are injected. */
        abstract void takeCheckpoint(long id) throws Exception;

        abstract void fail(int task) throws Exception;

        abstract void restart(int task) throws Exception;

        abstract void restartAll() throws Exception;
    }

    private static final class Imitated extends Story {
        private final Surroundings surroundings =
                new Surroundings(new Settings(TASKS, 1, 1, 0, false));
        private final JobMaster job;

        Imitated() throws Exception {
            job = new JobMaster(surroundings);
        }

        @Override
        AskedCoordinator asked() {
            return job.asked;
        }

        @Override
        TaskManagers taskManagers() {
            return surroundings.taskManagers;
        }

        @Override
        ExecutionGraph graph() {
            return job.graph;
        }

        @Override
        void settle() {
            job.settle();
        }

        @Override
        void takeCheckpoint(long id) {
            surroundings.advance(JobMaster.PAUSE_MS);
            CheckpointAccess.firePeriodicTrigger(job.coordinator);
            settle();
            job.asked.answer(id);
            settle();
        }

        @Override
        void fail(int task) {
            job.fail(task);
        }

        @Override
        void restart(int task) throws Exception {
            job.restart(task);
        }

        @Override
        void restartAll() throws Exception {
            job.restartAll();
        }
    }

    private static final class Real extends Story {
        private static final long INTERVAL_MS = 3_600_000;
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        private final ManuallyTriggeredScheduledExecutorService mainThreadQueue =
                new ManuallyTriggeredScheduledExecutorService();
        private final ManuallyTriggeredScheduledExecutor delays =
                new ManuallyTriggeredScheduledExecutor();
        private final TaskManagers taskManagers = new TaskManagers();
        private final DefaultScheduler scheduler;
        private final AskedCoordinator asked;

        Real() throws Exception {
            scheduler =
                    new DefaultSchedulerBuilder(
                                    jobGraph(),
                                    new ComponentMainThreadExecutorServiceAdapter(
                                            mainThreadQueue, Thread.currentThread()),
                                    new DirectService())
                            .setDelayExecutor(delays)
                            .setRestartBackoffTimeStrategy(
                                    new TestRestartBackoffTimeStrategy(true, 0))
                            .setExecutionSlotAllocatorFactory(
                                    new TestExecutionSlotAllocatorFactory(taskManagers))
                            .build();
            asked = AskedCoordinator.Provider.created();
            scheduler.startScheduling();
            settle();
            runAll();
        }

        private static JobGraph jobGraph() throws Exception {
            JobVertex vertex = new JobVertex("source");
            vertex.setParallelism(TASKS);
            vertex.setInvokableClass(NoOpInvokable.class);
            OperatorID operator = vertex.getOperatorIDs().get(0).getGeneratedOperatorID();
            vertex.addOperatorCoordinator(
                    new SerializedValue<>(new AskedCoordinator.Provider(operator)));
            JobGraph graph = JobGraphTestUtils.streamingJobGraph(vertex);
            graph.setSnapshotSettings(
                    new JobCheckpointingSettings(
                            CheckpointCoordinatorConfiguration.builder()
                                    .setCheckpointInterval(INTERVAL_MS)
                                    .setCheckpointTimeout(INTERVAL_MS)
                                    .setMaxConcurrentCheckpoints(1)
                                    .build(),
                            null));
            return graph;
        }

        @Override
        AskedCoordinator asked() {
            return asked;
        }

        @Override
        TaskManagers taskManagers() {
            return taskManagers;
        }

        @Override
        ExecutionGraph graph() {
            return scheduler.getExecutionGraph();
        }

        @Override
        void settle() {
            mainThreadQueue.triggerAll();
        }

        /** The timer is a thread of Flink's own. */
        @Override
        void takeCheckpoint(long id) throws Exception {
            scheduler.triggerCheckpoint(CheckpointType.CONFIGURED);
            await(() -> asked.isAsked(id));
            asked.answer(id);
            await(() -> isInjected(id));
        }

        private boolean isInjected(long id) {
            return List.copyOf(taskManagers.messages()).stream()
                            .filter(each -> each.kind() == Kind.TRIGGER && each.checkpoint() == id)
                            .count()
                    == TASKS;
        }

        private void await(BooleanSupplier condition) throws InterruptedException {
            Instant end = Instant.now().plus(PATIENCE);
            while (!condition.getAsBoolean()) {
                assertThat(Instant.now()).isBefore(end);
                settle();
                Thread.sleep(1);
            }
        }

        @Override
        void fail(int task) {
            update(attempt(task), ExecutionState.FAILED, new Exception("task fails"));
        }

        @Override
        void restart(int task) {
            delays.triggerNonPeriodicScheduledTasks();
            settle();
            run(task);
        }

        @Override
        void restartAll() {
            scheduler.handleGlobalFailure(new Exception("too many failed checkpoints"));
            settle();
            for (int task = 0; task < TASKS; task++) {
                update(attempt(task), ExecutionState.CANCELED, null);
            }
            delays.triggerNonPeriodicScheduledTasks();
            settle();
            runAll();
        }

        private void runAll() {
            for (int task = 0; task < TASKS; task++) {
                run(task);
            }
        }

        private void run(int task) {
            update(attempt(task), ExecutionState.INITIALIZING, null);
            update(attempt(task), ExecutionState.RUNNING, null);
        }

        private Execution attempt(int task) {
            int index = 0;
            for (ExecutionVertex vertex : graph().getAllExecutionVertices()) {
                if (index++ == task) {
                    return vertex.getCurrentExecutionAttempt();
                }
            }
            throw new IllegalArgumentException("there is no task " + task);
        }

        private void update(Execution attempt, ExecutionState state, Throwable cause) {
            scheduler.updateTaskExecutionState(
                    new TaskExecutionState(attempt.getAttemptId(), state, cause));
            settle();
        }
    }
}
