package org.apache.flink.runtime.operators.coordination;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinatorTestingUtils.CheckpointCoordinatorBuilder;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutorServiceAdapter;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.apache.flink.runtime.executiongraph.TaskInformation;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.util.SerializedValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A real {@link OperatorCoordinatorHolder} with its gateways to subtasks, whose main thread is a
 * queue, around a coordinator that writes down how it is called: {@code checkpoint(1)}, {@code
 * complete(1)}, {@code abort(1)}, {@code subtaskReset(0, 1)}, {@code ready(0)}, {@code failed(0)},
 * {@code resetToCheckpoint(1)}.
 *
 * <p>Events that reach a subtask's RPC are in {@link #sent} as {@code subtask:value}; they are
 * confirmed at once, or when told.
 */
final class HolderKit {
    /** Makes an execution graph for a CheckpointCoordinator that nothing asks for anything. */
    private static final ScheduledExecutorService UNUSED =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "unused");
                        thread.setDaemon(true);
                        return thread;
                    });

    final ManuallyTriggeredScheduledExecutorService main =
            new ManuallyTriggeredScheduledExecutorService();
    final List<String> calls = new ArrayList<>();
    final List<String> sent = new ArrayList<>();

    /** Subtasks that were told to fail because an event did not reach them. */
    final List<Integer> failedOver = new ArrayList<>();

    final OperatorCoordinatorHolder holder;
    private final Map<Integer, OperatorCoordinator.SubtaskGateway> gateways = new HashMap<>();
    private final Map<Long, CompletableFuture<byte[]>> asked = new HashMap<>();
    private final List<CompletableFuture<Acknowledge>> unconfirmed = new ArrayList<>();
    private final Map<Integer, CompletableFuture<Void>> running = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private boolean confirmsAtOnce = true;
    private Throwable globalFailure;

    /** With this many subtasks, all of them running. */
    HolderKit(int subtasks) throws Exception {
        var id = new OperatorID();
        holder =
                OperatorCoordinatorHolder.create(
                        id,
                        new TestingOperatorCoordinator.Provider(id, RecordedCoordinator::new),
                        new CoordinatorStoreImpl(),
                        "operator",
                        getClass().getClassLoader(),
                        subtasks,
                        8,
                        new Tasks(),
                        false,
                        new TaskInformation(
                                new JobVertexID(),
                                "task",
                                subtasks,
                                8,
                                "none",
                                new Configuration()),
                        UnregisteredMetricGroups.createUnregisteredJobManagerJobMetricGroup());
        for (int subtask = 0; subtask < subtasks; subtask++) {
            running.put(subtask, CompletableFuture.completedFuture(null));
        }
        CheckpointCoordinator checkpoints = new CheckpointCoordinatorBuilder().build(UNUSED);
        var mainThread =
                new ComponentMainThreadExecutorServiceAdapter(
                        (ScheduledExecutorService) main, Thread.currentThread());
        holder.lazyInitialize(failure -> globalFailure = failure, mainThread, checkpoints);
        holder.start();
        settle();
        calls.clear();
    }

    /** Runs what waits for the main thread. */
    void settle() {
        main.triggerAll();
    }

    /** Asks for the coordinator's snapshot; the coordinator has not answered yet. */
    CompletableFuture<byte[]> ask(long checkpoint) {
        var result = new CompletableFuture<byte[]>();
        holder.checkpointCoordinator(checkpoint, result);
        settle();
        return result;
    }

    /** The coordinator completes its snapshot; the main thread has not seen it yet. */
    void answer(long checkpoint) {
        asked.remove(checkpoint).complete(new byte[] {(byte) checkpoint});
    }

    /** The coordinator's snapshot, with all that it takes. */
    CompletableFuture<byte[]> snapshot(long checkpoint) {
        var result = ask(checkpoint);
        answer(checkpoint);
        settle();
        return result;
    }

    /** The coordinator sends an event; the main thread has not seen it yet. */
    CompletableFuture<Acknowledge> send(int subtask, int value) {
        return gateways.get(subtask).sendEvent(new TestOperatorEvent(value));
    }

    /** The event by which a subtask says that it has taken its snapshot. */
    void acknowledge(int subtask, long checkpoint) throws Exception {
        holder.handleEventFromOperator(subtask, 0, new AcknowledgeCheckpointEvent(checkpoint));
        settle();
    }

    void complete(long checkpoint) {
        holder.notifyCheckpointComplete(checkpoint);
        settle();
    }

    void abort(long checkpoint) {
        holder.notifyCheckpointAborted(checkpoint);
        settle();
    }

    /** RPCs are confirmed only by {@link #confirm} or {@link #lose} from now on. */
    void confirmLater() {
        confirmsAtOnce = false;
    }

    void confirm() {
        List.copyOf(unconfirmed).forEach(result -> result.complete(Acknowledge.get()));
        unconfirmed.clear();
        settle();
    }

    void lose() {
        List.copyOf(unconfirmed)
                .forEach(result -> result.completeExceptionally(new Exception("lost")));
        unconfirmed.clear();
        settle();
    }

    /** A subtask's attempt has ended by itself. */
    void ends(int subtask) {
        ended.add(subtask);
    }

    /** The next attempt of a subtask is not running until {@link #runs}. */
    void restarts(int subtask) {
        running.put(subtask, new CompletableFuture<>());
    }

    void runs(int subtask) {
        running.get(subtask).complete(null);
        settle();
    }

    Throwable globalFailure() {
        return globalFailure;
    }

    private final class RecordedCoordinator extends TestingOperatorCoordinator {
        RecordedCoordinator(Context context) {
            super(context);
        }

        @Override
        public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
            calls.add("checkpoint(" + checkpoint + ")");
            asked.put(checkpoint, result);
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            calls.add("complete(" + checkpoint + ")");
        }

        @Override
        public void notifyCheckpointAborted(long checkpoint) {
            calls.add("abort(" + checkpoint + ")");
        }

        @Override
        public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
            calls.add("ready(" + subtask + ")");
            gateways.put(subtask, gateway);
        }

        @Override
        public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {
            calls.add("failed(" + subtask + ")");
        }

        @Override
        public void subtaskReset(int subtask, long checkpoint) {
            calls.add("subtaskReset(" + subtask + ", " + checkpoint + ")");
        }

        @Override
        public void resetToCheckpoint(long checkpoint, byte[] state) {
            calls.add("resetToCheckpoint(" + checkpoint + ")");
        }

        @Override
        public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
            calls.add("event(" + subtask + ")");
        }
    }

    private final class Tasks implements SubtaskAccess.SubtaskAccessFactory {
        @Override
        public List<SubtaskAccess> getAccessesForSubtask(int subtask) {
            return List.of(new Access(subtask));
        }

        @Override
        public SubtaskAccess getAccessForAttempt(int subtask, int attempt) {
            return new Access(subtask);
        }
    }

    private final class Access implements SubtaskAccess {
        private final int subtask;
        private final CompletableFuture<Void> switchedToRunning;
        private final ExecutionAttemptID attempt =
                ExecutionGraphTestUtils.createExecutionAttemptId();

        Access(int subtask) {
            this.subtask = subtask;
            switchedToRunning = running.get(subtask);
        }

        @Override
        public Callable<CompletableFuture<Acknowledge>> createEventSendAction(
                SerializedValue<OperatorEvent> event) {
            return () -> {
                var value = (TestOperatorEvent) event.deserializeValue(getClass().getClassLoader());
                sent.add(subtask + ":" + value.getValue());
                if (confirmsAtOnce) {
                    return CompletableFuture.completedFuture(Acknowledge.get());
                }
                var result = new CompletableFuture<Acknowledge>();
                unconfirmed.add(result);
                return result;
            };
        }

        @Override
        public int getSubtaskIndex() {
            return subtask;
        }

        @Override
        public ExecutionAttemptID currentAttempt() {
            return attempt;
        }

        @Override
        public String subtaskName() {
            return "subtask " + subtask;
        }

        @Override
        public CompletableFuture<?> hasSwitchedToRunning() {
            return switchedToRunning;
        }

        @Override
        public boolean isStillRunning() {
            return !ended.contains(subtask);
        }

        @Override
        public void triggerTaskFailover(Throwable cause) {
            failedOver.add(subtask);
        }
    }
}
