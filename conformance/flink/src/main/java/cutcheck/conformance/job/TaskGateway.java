package cutcheck.conformance.job;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.utils.SimpleAckingTaskManagerGateway;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.util.SerializedValue;

import java.util.concurrent.CompletableFuture;

/** Hands the RPCs to whoever plays the tasks. */
final class TaskGateway extends SimpleAckingTaskManagerGateway {
    private final TaskCalls calls;

    TaskGateway(TaskCalls calls) {
        this.calls = calls;
    }

    @Override
    public CompletableFuture<Acknowledge> triggerCheckpoint(
            ExecutionAttemptID attempt,
            JobID job,
            long checkpoint,
            long timestamp,
            CheckpointOptions options) {
        calls.trigger(attempt, checkpoint, options);
        return CompletableFuture.completedFuture(Acknowledge.get());
    }

    @Override
    public void notifyCheckpointOnComplete(
            ExecutionAttemptID attempt, JobID job, long checkpoint, long timestamp, long subsumed) {
        calls.complete(attempt, checkpoint);
    }

    @Override
    public void notifyCheckpointAborted(
            ExecutionAttemptID attempt, JobID job, long checkpoint, long latest, long timestamp) {
        calls.aborted(attempt, checkpoint, latest);
    }

    @Override
    public CompletableFuture<Acknowledge> sendOperatorEventToTask(
            ExecutionAttemptID attempt, OperatorID operator, SerializedValue<OperatorEvent> event) {
        return calls.event(attempt, event);
    }
}
