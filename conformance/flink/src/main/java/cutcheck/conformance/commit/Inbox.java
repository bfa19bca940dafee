package cutcheck.conformance.commit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Notifications to a task that are underway, in any order. Aborts are sent by an executor to
 * whatever attempt is current then, so they may reach the next one; a completion goes to the
 * attempt that runs when the checkpoint completes.
 */
final class Inbox {
    static final String COMPLETE = "complete";
    static final String ABORTED = "aborted";

    /**
     * A notification.
     *
     * @param latest of an abort: the newest completed checkpoint, 0 for none
     */
    record Message(String kind, long id, long latest) {}

    private final List<Message> messages = new ArrayList<>();

    void add(Message message) {
        messages.add(message);
    }

    /**
     * The message arrives.
     *
     * @throws IllegalStateException if Flink has not sent it
     */
    Message take(String kind, long id) {
        for (Message message : messages) {
            if (message.kind().equals(kind) && message.id() == id) {
                messages.remove(message);
                return message;
            }
        }
        throw new IllegalStateException("no " + kind + " of checkpoint " + id + " was sent");
    }

    void forgetCompletions() {
        messages.removeIf(message -> message.kind().equals(COMPLETE));
    }

    /**
     * RPCs to one task are in order: a completion that was sent before a trigger and is not there
     * is lost.
     */
    void forgetCompletionsBefore(long checkpoint) {
        messages.removeIf(message -> message.kind().equals(COMPLETE) && message.id() < checkpoint);
    }

    /** By their ids, then aborts before completions. */
    List<Message> sorted() {
        return messages.stream()
                .sorted(Comparator.comparingLong(Message::id).thenComparing(Message::kind))
                .toList();
    }
}
