package org.apache.flink.runtime.checkpoint;

import org.apache.flink.runtime.jobgraph.OperatorID;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An operator's coordinator that writes down how it is called, and answers at once or when told.
 */
final class RecordedCoordinator implements OperatorCoordinatorCheckpointContext {
    private final String name;
    private final Consumer<String> record;
    private final OperatorID id = new OperatorID();
    private final Map<Long, CompletableFuture<byte[]>> asked = new TreeMap<>();
    private boolean silent;

    RecordedCoordinator(String name, Consumer<String> record) {
        this.name = name;
        this.record = record;
    }

    /** From now on it answers only by {@link #answer} or {@link #fail}. */
    RecordedCoordinator silent() {
        silent = true;
        return this;
    }

    /** From now on it answers at once. */
    void answering() {
        silent = false;
    }

    void answer(long checkpoint) {
        asked.remove(checkpoint).complete(new byte[] {1});
    }

    void fail(long checkpoint) {
        asked.remove(checkpoint)
                .completeExceptionally(new Exception("the snapshot of " + name + " fails"));
    }

    @Override
    public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
        record.accept(name + ".checkpoint(" + checkpoint + ")");
        if (silent) {
            asked.put(checkpoint, result);
        } else {
            result.complete(new byte[] {1});
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        record.accept(name + ".complete(" + checkpoint + ")");
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) {
        record.accept(name + ".abort(" + checkpoint + ")");
    }

    @Override
    public void abortCurrentTriggering() {
        record.accept(name + ".abortCurrentTriggering");
    }

    @Override
    public void resetToCheckpoint(long checkpoint, byte[] state) {
        record.accept(name + ".resetToCheckpoint(" + checkpoint + ")");
    }

    @Override
    public void subtaskReset(int subtask, long checkpoint) {
        record.accept(name + ".subtaskReset(" + subtask + ", " + checkpoint + ")");
    }

    @Override
    public OperatorID operatorId() {
        return id;
    }

    @Override
    public int maxParallelism() {
        return 1;
    }

    @Override
    public int currentParallelism() {
        return 1;
    }
}
