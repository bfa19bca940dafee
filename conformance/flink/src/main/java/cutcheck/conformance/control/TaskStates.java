package cutcheck.conformance.control;

import org.apache.flink.runtime.checkpoint.JobManagerTaskRestore;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle.StateMetaInfo;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The states that tasks acknowledge: each knows its checkpoint and task, and says when it is
 * discarded.
 */
final class TaskStates {
    private final List<Label> discarded = new ArrayList<>();

    /** Whose state it is: the checkpoint's id, and the task's number. */
    record Label(long checkpoint, int task) {}

    /** The snapshot of a task. */
    TaskStateSnapshot snapshot(OperatorID operator, long checkpoint, int task) {
        StateMetaInfo all =
                new StateMetaInfo(new long[] {0}, OperatorStateHandle.Mode.SPLIT_DISTRIBUTE);
        OperatorStateHandle handle =
                new OperatorStreamStateHandle(
                        Map.of("state", all), new Handle(new Label(checkpoint, task), discarded));
        TaskStateSnapshot snapshot = new TaskStateSnapshot();
        snapshot.putSubtaskStateByOperatorID(
                operator, OperatorSubtaskState.builder().setManagedOperatorState(handle).build());
        return snapshot;
    }

    /** What was discarded since it was last forgotten. */
    List<Label> discarded() {
        return discarded;
    }

    /** Whose state an attempt starts from; null: from nothing. */
    static Label restored(JobManagerTaskRestore restore, OperatorID operator) {
        if (restore == null) {
            return null;
        }
        OperatorSubtaskState state =
                restore.getTaskStateSnapshot().getSubtaskStateByOperatorID(operator);
        OperatorStateHandle handle = state.getManagedOperatorState().iterator().next();
        Label label = ((Handle) handle.getDelegateStateHandle()).label;
        if (label.checkpoint() != restore.getRestoreCheckpointId()) {
            throw new IllegalStateException(
                    label + " is restored as of checkpoint " + restore.getRestoreCheckpointId());
        }
        return label;
    }

    private static final class Handle extends ByteStreamStateHandle {
        private static final long serialVersionUID = 1L;

        private final transient Label label;
        private final transient List<Label> discarded;

        Handle(Label label, List<Label> discarded) {
            super(label.checkpoint() + "/" + label.task(), new byte[] {1});
            this.label = label;
            this.discarded = discarded;
        }

        @Override
        public void discardState() {
            discarded.add(label);
        }
    }
}
