package cutcheck.conformance.control;

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The user's part of an operator coordinator: it is asked for snapshots, and answers when it is
 * told to. Everything between it and the CheckpointCoordinator is Flink's
 * OperatorCoordinatorHolder.
 */
final class AskedCoordinator implements OperatorCoordinator {
    private final Map<Long, CompletableFuture<byte[]>> asked = new HashMap<>();
    private final Map<Integer, SubtaskGateway> tasks = new HashMap<>();
    private Consumer<String> listener = call -> {};

    /** The provider is serialized with the job, so it finds what it provides by the thread. */
    static final class Provider implements OperatorCoordinator.Provider {
        private static final long serialVersionUID = 1L;
        private static final ThreadLocal<AskedCoordinator> CREATED = new ThreadLocal<>();

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
            CREATED.set(new AskedCoordinator());
            return CREATED.get();
        }

        /** The one that was created last. */
        static AskedCoordinator created() {
            return CREATED.get();
        }
    }

    /** Tells somebody which of its methods are called. */
    void listen(Consumer<String> calls) {
        listener = calls;
    }

    /** Whether its snapshot for this checkpoint is awaited. */
    boolean isAsked(long checkpoint) {
        return asked.containsKey(checkpoint);
    }

    /** Its snapshot is there. */
    void answer(long checkpoint) {
        asked.remove(checkpoint).complete(new byte[] {(byte) checkpoint});
    }

    /** Its snapshot fails. */
    void fail(long checkpoint) {
        asked.remove(checkpoint)
                .completeExceptionally(new Exception("the coordinator's snapshot fails"));
    }

    /** It sends each task what the task waits for. */
    void sendBehindTheCut(long checkpoint) {
        tasks.values().forEach(task -> task.sendEvent(new AwaitedEvent(checkpoint)));
    }

    @Override
    public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> answer) {
        asked.put(checkpoint, answer);
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
        tasks.put(subtask, gateway);
        listener.accept("executionAttemptReady " + subtask);
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {
        tasks.remove(subtask);
        listener.accept("executionAttemptFailed " + subtask);
    }

    @Override
    public void start() {}

    @Override
    public void close() {}

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {}

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        listener.accept("notifyCheckpointComplete " + checkpoint);
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) {
        listener.accept("notifyCheckpointAborted " + checkpoint);
    }

    @Override
    public void resetToCheckpoint(long checkpoint, byte[] data) {
        listener.accept("resetToCheckpoint " + checkpoint);
    }

    @Override
    public void subtaskReset(int subtask, long checkpoint) {
        listener.accept("subtaskReset " + subtask + " " + checkpoint);
    }
}
