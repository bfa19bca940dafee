package cutcheck.conformance.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * A task's state of one checkpoint, as operator state that remembers whether Flink has deleted it.
 */
public final class StoredState extends ByteStreamStateHandle {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int task;
    private final long checkpoint;
    private boolean discarded;

    private StoredState(int task, long checkpoint, byte[] content) {
        super("task " + task + " of checkpoint " + checkpoint, content);
        this.task = task;
        this.checkpoint = checkpoint;
    }

    /** Keeps a value as a task's state of a checkpoint. */
    public static StoredState of(int task, long checkpoint, JsonNode value) throws IOException {
        return new StoredState(task, checkpoint, JSON.writeValueAsBytes(value));
    }

    public int task() {
        return task;
    }

    public long checkpoint() {
        return checkpoint;
    }

    /** Whether Flink has deleted it. */
    public boolean isDiscarded() {
        return discarded;
    }

    @Override
    public void discardState() {
        discarded = true;
    }

    /** What the task's acknowledgement carries. */
    public TaskStateSnapshot asSnapshotOf(OperatorID operator) {
        OperatorStateHandle handle =
                new OperatorStreamStateHandle(
                        Map.of(
                                "state",
                                new OperatorStateHandle.StateMetaInfo(
                                        new long[] {0}, OperatorStateHandle.Mode.SPLIT_DISTRIBUTE)),
                        this);
        TaskStateSnapshot snapshot = new TaskStateSnapshot();
        snapshot.putSubtaskStateByOperatorID(
                operator, OperatorSubtaskState.builder().setManagedOperatorState(handle).build());
        return snapshot;
    }

    /**
     * The value that a stored state holds.
     *
     * @return null if there is no state
     * @throws IllegalStateException if the state was deleted
     */
    static JsonNode valueIn(OperatorSubtaskState state) throws IOException {
        if (state == null) {
            return null;
        }
        StateObjectCollection<OperatorStateHandle> handles = state.getManagedOperatorState();
        for (OperatorStateHandle handle : handles) {
            StoredState stored = (StoredState) handle.getDelegateStateHandle();
            if (stored.discarded) {
                throw new IllegalStateException("deleted and still used: " + stored);
            }
            try (InputStream in = stored.openInputStream()) {
                return JSON.readTree(in);
            }
        }
        return null;
    }
}
