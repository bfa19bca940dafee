package org.apache.flink.runtime.checkpoint;

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A file of a task's state, which knows whether it was deleted. */
final class RecordedHandle extends ByteStreamStateHandle {
    private static final long serialVersionUID = 1;
    private boolean discarded;

    RecordedHandle(String name) {
        super(name, name.getBytes(StandardCharsets.UTF_8));
    }

    boolean isDiscarded() {
        return discarded;
    }

    @Override
    public void discardState() {
        discarded = true;
    }

    /**
     * The state of an operator with one shared file, under the key {@code name} of its subtask, and
     * one of its own.
     */
    static TaskStateSnapshot state(
            OperatorID operator, String name, StreamStateHandle shared, StreamStateHandle own) {
        List<HandleAndLocalPath> sharedFiles =
                new ArrayList<>(List.of(HandleAndLocalPath.of(shared, name)));
        List<HandleAndLocalPath> ownFiles =
                new ArrayList<>(List.of(HandleAndLocalPath.of(own, "manifest")));
        var keyed =
                new IncrementalRemoteKeyedStateHandle(
                        UUID.randomUUID(),
                        new KeyGroupRange(0, 0),
                        1L,
                        sharedFiles,
                        ownFiles,
                        new RecordedHandle("meta"));
        var snapshot = new TaskStateSnapshot();
        snapshot.putSubtaskStateByOperatorID(
                operator, OperatorSubtaskState.builder().setManagedKeyedState(keyed).build());
        return snapshot;
    }
}
