package cutcheck.conformance.commit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import cutcheck.conformance.run.Values;
import java.util.List;

/**
 * The differences between the model and Flink that are known by name; `docs/conformance.md` says what each is.
 *
 * @param expected what the model says
 */
record CommitRules(ObjectNode expected, LiveTasks tasks) {

    /** A restored task takes the restored checkpoint for one of whose completion it has heard; the model forgets that. */
    boolean isX6(ObjectNode observed) {
        ObjectNode asInTheModel = observed.deepCopy();
        for (int task = 0; task < observed.get("tasks").size(); task++) {
            JsonNode model = expected.get("tasks").path(task);
            JsonNode flink = asInTheModel.get("tasks").get(task);
            if (model.isObject() && flink.isObject() && isRestored(task, model, flink)) {
                ((ObjectNode) flink).set("latestReport", model.get("latestReport"));
            }
        }
        return Values.differing(expected, asInTheModel).isEmpty();
    }

    private boolean isRestored(int task, JsonNode model, JsonNode flink) {
        long reported = flink.get("latestReport").asLong();
        return reported == tasks.get(task).restored && model.get("latestReport").asLong() < reported;
    }

    /** From the second failover on, 2.3 aborts what is pending only at the restore. */
    boolean mayBeR2(String action, ObjectNode observed) {
        return action.equals("fails with its region")
                && expected.get("pending").isEmpty()
                && !observed.get("pending").isEmpty();
    }

    /** The rule, with what else is known, if a mended Flink shows nothing else. */
    List<String> whenMended(String rule, ObjectNode observed) {
        if (Values.differing(expected, observed).isEmpty()) {
            return List.of(rule);
        }
        return isX6(observed) ? List.of(rule, "X6") : List.of();
    }
}
