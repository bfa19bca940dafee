package cutcheck.conformance.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/**
 * What follows from a step of the model, besides the state that it leads to: the messages to the
 * tasks (A3, A18, A19, A21), the states that are discarded, those that attempts start from (B25).
 */
final class ControlExpectation {
    private final String action;
    private final JsonNode parameters;
    private final ObjectNode before;
    private final ObjectNode after;
    private final int tasks;
    private final List<String> sent = new ArrayList<>();
    private final List<String> discarded = new ArrayList<>();
    private final List<String> restored = new ArrayList<>();

    ControlExpectation(String action, JsonNode parameters, ObjectNode before, ObjectNode after) {
        this.action = action;
        this.parameters = parameters;
        this.before = before;
        this.after = after;
        tasks = after.path("tasks").size();
    }

    ObjectNode expected() {
        // A JobManager that is gone sends nothing and discards nothing.
        if (!action.equals(ControlDriver.JOB_MANAGER_FAILS)) {
            for (int place = 0; place < before.path("pending").size(); place++) {
                follow(place);
            }
        }
        restore();
        ObjectNode expected = after.deepCopy();
        expected.set("sent", sorted(sent));
        expected.set("discarded", sorted(discarded));
        expected.set("restored", sorted(restored));
        return expected;
    }

    private void follow(int place) {
        JsonNode pending = before.path("pending").get(place);
        JsonNode then = after.path("pending").get(place);
        if (pending.isNull()) {
            return;
        }
        if (!then.isNull()) {
            if (isTriggering(pending) && !isTriggering(then)) {
                toAll("TRIGGER place " + place, "");
            }
        } else if (action.equals(ControlDriver.ACKNOWLEDGES)
                && ControlDriver.placeOf(parameters) == place) {
            complete(place, pending);
        } else {
            abort(place, pending);
        }
    }

    private static boolean isTriggering(JsonNode pending) {
        return pending.path("stage").asText().equals("triggering");
    }

    /**
     * Of a savepoint nobody is told (A19). The store keeps one checkpoint, so the one before goes.
     */
    private void complete(int place, JsonNode pending) {
        if (pending.path("savepoint").asBoolean()) {
            return;
        }
        toAll("COMPLETE place " + place, "");
        if (before.path("latest").asInt() > 0) {
            for (int task = 0; task < tasks; task++) {
                discarded.add("latest of task " + task);
            }
        }
    }

    private void abort(int place, JsonNode pending) {
        toAll("ABORT place " + place, ", latest " + latest());
        for (int task = 0; task < tasks; task++) {
            if (pending.path("acknowledged").path(task).asBoolean()) {
                discarded.add("place " + place + " of task " + task);
            }
        }
    }

    private void toAll(String message, String rest) {
        for (int task = 0; task < tasks; task++) {
            sent.add(message + " to task " + task + rest);
        }
    }

    private void restore() {
        switch (action) {
            case ControlDriver.RESTARTS_REGION -> restore(parameters.path("region").asInt());
            case ControlDriver.RESTARTS_ALL, ControlDriver.JOB_MANAGER_FAILS -> {
                for (int task = 0; task < tasks; task++) {
                    restore(task);
                }
            }
            default -> {}
        }
    }

    private void restore(int task) {
        boolean isThere = after.path("latest").asInt() > 0;
        restored.add("task " + task + " from " + (isThere ? "latest of task " + task : "nothing"));
    }

    private String latest() {
        return after.path("latest").asInt() > 0 ? "latest" : "none";
    }

    private ArrayNode sorted(List<String> texts) {
        ArrayNode array = after.arrayNode();
        texts.stream().sorted().forEach(array::add);
        return array;
    }
}
