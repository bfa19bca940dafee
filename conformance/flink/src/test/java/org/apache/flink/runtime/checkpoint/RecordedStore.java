package org.apache.flink.runtime.checkpoint;

import java.util.function.Consumer;

/** A store that writes down what is added to it, and fails to when told to. */
final class RecordedStore extends StandaloneCompletedCheckpointStore {
    private final Consumer<String> record;
    private Exception failure;

    RecordedStore(int retained, Consumer<String> record) {
        super(retained);
        this.record = record;
    }

    void failWith(Exception exception) {
        failure = exception;
    }

    @Override
    public CompletedCheckpoint addCheckpointAndSubsumeOldestOne(
            CompletedCheckpoint checkpoint, CheckpointsCleaner cleaner, Runnable afterwards)
            throws Exception {
        record.accept("store.add(" + checkpoint.getCheckpointID() + ")");
        if (failure != null) {
            throw failure;
        }
        return super.addCheckpointAndSubsumeOldestOne(checkpoint, cleaner, afterwards);
    }
}
