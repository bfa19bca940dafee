package cutcheck.conformance.control;

import cutcheck.conformance.control.Message.Kind;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.utils.SimpleAckingTaskManagerGateway;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.util.SerializedValue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The TaskManagers: they record what they are sent, and nothing happens by itself. */
final class TaskManagers extends SimpleAckingTaskManagerGateway {
    private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    private final List<SentEvent> events = new ArrayList<>();
    private Consumer<Message> listener = message -> {};

    /**
     * An event of the coordinator's for a task.
     *
     * @param checkpoint the checkpoint behind whose cut it was sent
     * @param confirmation completes when the task has it
     */
    record SentEvent(
            ExecutionAttemptID attempt,
            long checkpoint,
            CompletableFuture<Acknowledge> confirmation) {}

    /** Tells somebody what is sent. */
    void listen(Consumer<Message> sent) {
        listener = sent;
    }

    private void add(Message message) {
        messages.add(message);
        listener.accept(message);
    }

    /** What was sent since it was last forgotten, in its order. */
    List<Message> messages() {
        return messages;
    }

    /** The events that are underway. */
    List<SentEvent> events() {
        return events;
    }

    @Override
    public CompletableFuture<Acknowledge> triggerCheckpoint(
            ExecutionAttemptID attempt,
            JobID job,
            long id,
            long timestamp,
            CheckpointOptions options) {
        add(new Message(Kind.TRIGGER, id, attempt, 0));
        return CompletableFuture.completedFuture(Acknowledge.get());
    }

    @Override
    public void notifyCheckpointOnComplete(
            ExecutionAttemptID attempt, JobID job, long id, long timestamp, long subsumed) {
        add(new Message(Kind.COMPLETE, id, attempt, 0));
    }

    @Override
    public void notifyCheckpointAborted(
            ExecutionAttemptID attempt, JobID job, long id, long latest, long timestamp) {
        add(new Message(Kind.ABORT, id, attempt, latest));
    }

    @Override
    public CompletableFuture<Acknowledge> sendOperatorEventToTask(
            ExecutionAttemptID attempt, OperatorID operator, SerializedValue<OperatorEvent> event) {
        CompletableFuture<Acknowledge> confirmation = new CompletableFuture<>();
        try {
            AwaitedEvent awaited =
                    (AwaitedEvent) event.deserializeValue(getClass().getClassLoader());
            events.add(new SentEvent(attempt, awaited.checkpoint(), confirmation));
        } catch (IOException | ClassNotFoundException e) {
            confirmation.completeExceptionally(e);
        }
        return confirmation;
    }
}
