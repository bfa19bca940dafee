package cutcheck.conformance.commit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.run.Values;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The differences between the model and Flink that are known by name; `docs/conformance.md` says
 * what each is.
 *
 * @param expected what the model says
 */
record CommitRules(ObjectNode expected, LiveTasks tasks, Outside outside) {

    /** The rules that together explain every difference; none: something else differs. */
    List<String> explain(ObjectNode observed) {
        ObjectNode asInTheModel = observed.deepCopy();
        List<String> names = new ArrayList<>();
        if (undoX6(asInTheModel)) {
            names.add("X6");
        }
        if (undoD4a(asInTheModel)) {
            names.add("D4a");
        }
        return Values.differing(expected, asInTheModel).isEmpty() ? names : List.of();
    }

    /**
     * A restored task takes the restored checkpoint for one of whose completion it has heard; the
     * model forgets that.
     */
    private boolean undoX6(ObjectNode observed) {
        boolean isUsed = false;
        for (int task = 0; task < observed.get("tasks").size(); task++) {
            JsonNode model = expected.get("tasks").path(task);
            JsonNode flink = observed.get("tasks").get(task);
            if (model.isObject() && flink.isObject() && isRestored(task, model, flink)) {
                ((ObjectNode) flink).set("latestReport", model.get("latestReport"));
                isUsed = true;
            }
        }
        return isUsed;
    }

    private boolean isRestored(int task, JsonNode model, JsonNode flink) {
        long reported = flink.get("latestReport").asLong();
        return reported == tasks.get(task).restored
                && model.get("latestReport").asLong() < reported;
    }

    /**
     * A restored sink aborts what was open in its state, which its predecessor may have prepared
     * since.
     */
    private boolean undoD4a(ObjectNode observed) {
        boolean isUsed = false;
        for (int region = 0; region < observed.get("transactions").size(); region++) {
            ArrayNode flink = (ArrayNode) observed.get("transactions").get(region);
            for (Outside.Transaction each : outside.preparedBy(region)) {
                JsonNode model =
                        transactionOf(expected.get("transactions").path(region), each.checkpoint);
                boolean isPrepared = model != null && model.get(1).asText().equals("prepared");
                if (each.wasOpenAtRestore && isPrepared) {
                    replace(flink, model);
                    isUsed = true;
                }
            }
        }
        return isUsed;
    }

    private static JsonNode transactionOf(JsonNode transactions, long checkpoint) {
        for (JsonNode each : transactions) {
            if (each.get(0).asLong() == checkpoint) {
                return each;
            }
        }
        return null;
    }

    private static void replace(ArrayNode transactions, JsonNode transaction) {
        for (int i = 0; i < transactions.size(); i++) {
            if (transactions.get(i).get(0).equals(transaction.get(0))) {
                transactions.set(i, transaction);
            }
        }
    }

    /** From the second failover on, 2.3 aborts what is pending only at the restore. */
    boolean mayBeR2(String action, ObjectNode observed) {
        return action.equals("fails with its region")
                && expected.get("pending").isEmpty()
                && !observed.get("pending").isEmpty();
    }

    /**
     * The aborts that the model sends to a task at the restart of everything, and Flink does not:
     * those of checkpoints that were pending until then.
     */
    List<Inbox.Message> lostAborts(int task, ObjectNode observed, Set<Long> pendingBefore) {
        JsonNode sent = observed.get("inboxes").get(task);
        List<Inbox.Message> lost = new ArrayList<>();
        for (JsonNode message : expected.get("inboxes").get(task)) {
            long id = message.get(1).asLong();
            boolean isAbort = message.get(0).asText().equals(Inbox.ABORTED);
            if (isAbort && pendingBefore.contains(id) && !isAmong(sent, message)) {
                lost.add(new Inbox.Message(Inbox.ABORTED, id, message.get(2).asLong()));
            }
        }
        return lost;
    }

    private static boolean isAmong(JsonNode messages, JsonNode message) {
        for (JsonNode each : messages) {
            if (each.toString().equals(message.toString())) {
                return true;
            }
        }
        return false;
    }

    /** The rule, with what else is known, if a mended Flink shows nothing else. */
    List<String> whenMended(String rule, ObjectNode observed) {
        if (Values.differing(expected, observed).isEmpty()) {
            return List.of(rule);
        }
        List<String> rest = explain(observed);
        return rest.isEmpty() ? List.of() : Stream.concat(Stream.of(rule), rest.stream()).toList();
    }
}
