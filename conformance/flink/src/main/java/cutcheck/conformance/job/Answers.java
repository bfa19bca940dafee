package cutcheck.conformance.job;

import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Acknowledgements that tasks have sent and that have not arrived. As in the model, at most one
 * outlives its checkpoint: where several could, which one is a choice of the network, and this one
 * chooses as the model does.
 */
public final class Answers {

    /**
     * An acknowledgement.
     *
     * @param state what the task has stored, null for nothing
     */
    public record Message(
            int task, ExecutionAttemptID attempt, long checkpoint, TaskStateSnapshot state) {}

    private final boolean mayBeLate;
    private final List<Message> underway = new ArrayList<>();
    private Message late;

    /**
     * @param mayBeLate whether an acknowledgement may outlive its checkpoint
     */
    public Answers(boolean mayBeLate) {
        this.mayBeLate = mayBeLate;
    }

    /** A task acknowledges. */
    public void send(Message message, boolean isPending) {
        if (isPending) {
            underway.add(message);
        } else {
            outlive(message);
        }
    }

    /**
     * A task's acknowledgement of a pending checkpoint arrives.
     *
     * @throws IllegalStateException if the task has sent none
     */
    public Message take(int task, long checkpoint) {
        Message message =
                find(task, checkpoint)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "task "
                                                        + task
                                                        + " has sent no answer to checkpoint "
                                                        + checkpoint));
        underway.remove(message);
        return message;
    }

    private Optional<Message> find(int task, long checkpoint) {
        return underway.stream()
                .filter(each -> each.task() == task && each.checkpoint() == checkpoint)
                .findFirst();
    }

    /** The acknowledgement that has outlived its checkpoint, null for none. */
    public Message late() {
        return late;
    }

    /** It arrives. */
    public Message takeLate() {
        Message message = late;
        late = null;
        return message;
    }

    /** A checkpoint is not pending any more: of what is underway, one may be late. */
    public void ended(long checkpoint) {
        underway.stream()
                .filter(each -> each.checkpoint() == checkpoint)
                .min(Comparator.comparingInt(Message::task))
                .ifPresent(this::outlive);
        underway.removeIf(each -> each.checkpoint() == checkpoint);
    }

    private void outlive(Message message) {
        if (mayBeLate && late == null) {
            late = message;
        }
    }
}
