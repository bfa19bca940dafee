package cutcheck.conformance.job;

import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.util.SerializedValue;

import java.util.concurrent.CompletableFuture;

/** The RPCs of the JobManager to its tasks that checkpoints are made of, as they are sent. */
public interface TaskCalls {

    /** A source task is to take part in a checkpoint. */
    void trigger(ExecutionAttemptID attempt, long checkpoint, CheckpointOptions options);

    /** A checkpoint is complete. */
    void complete(ExecutionAttemptID attempt, long checkpoint);

    /**
     * A checkpoint has come to nothing.
     *
     * @param latest the id of the newest completed checkpoint, 0 for none
     */
    void aborted(ExecutionAttemptID attempt, long checkpoint, long latest);

    /**
     * An operator coordinator's event.
     *
     * @return completes when the task has the event
     */
    CompletableFuture<Acknowledge> event(
            ExecutionAttemptID attempt, SerializedValue<OperatorEvent> event);
}
