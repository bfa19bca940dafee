package cutcheck.conformance.commit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.job.Answers;
import cutcheck.conformance.job.CheckpointedJob;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What Flink's classes and the outside show, in the shape of
 * `specs/flink/commit-notifications/observed.ts`.
 */
record CommitView(
        CheckpointedJob job,
        CheckpointedJob.Size size,
        LiveTasks tasks,
        Answers answers,
        Outside outside) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    ObjectNode toJson() throws Exception {
        ObjectNode view = JSON.objectNode();
        ArrayNode states = view.putArray("tasks");
        ArrayNode inboxes = view.putArray("inboxes");
        for (int task = 0; task < size.tasks(); task++) {
            states.add(task(task));
            inboxes.add(inbox(task));
        }
        ArrayNode transactions = view.putArray("transactions");
        for (int region = 0; region < size.subtasks(); region++) {
            transactions.add(transactions(region));
        }
        view.set("pending", pending());
        view.put("latest", (int) job.latestId());
        view.set("late", late());
        return view;
    }

    private JsonNode task(int task) {
        LiveTasks.Task running = tasks.get(task);
        if (running == null) {
            return JSON.nullNode();
        }
        ObjectNode node = JSON.objectNode();
        node.put("position", Chains.positionOf(running.attempt));
        ArrayNode prepared = node.putArray("prepared");
        Chains.preparedBy(running.attempt).forEach(id -> prepared.add(id.intValue()));
        node.put("latestReport", (int) Math.max(0, running.attempt.latestReported()));
        node.put("trigger", (int) running.trigger);
        return node;
    }

    private ArrayNode inbox(int task) {
        ArrayNode array = JSON.arrayNode();
        for (Inbox.Message message : tasks.inboxOf(task).sorted()) {
            array.addArray()
                    .add(message.kind())
                    .add((int) message.id())
                    .add((int) message.latest());
        }
        return array;
    }

    /** [checkpoint, state, from, to]; of an aborted one the records are gone. */
    private ArrayNode transactions(int region) {
        List<Outside.Transaction> transactions =
                outside.preparedBy(region).stream()
                        .sorted(
                                Comparator.comparingLong(
                                        (Outside.Transaction each) -> each.checkpoint))
                        .toList();
        ArrayNode array = JSON.arrayNode();
        for (Outside.Transaction each : transactions) {
            boolean isAborted = each.state == Outside.State.ABORTED;
            array.addArray()
                    .add((int) each.checkpoint)
                    .add(each.state.name().toLowerCase(Locale.ROOT))
                    .add(isAborted ? 0 : each.from)
                    .add(isAborted ? 0 : each.to);
        }
        return array;
    }

    private ArrayNode pending() {
        ArrayNode array = JSON.arrayNode();
        for (long id : job.pending()) {
            ArrayNode acknowledged = JSON.arrayNode();
            for (int task = 0; task < size.tasks(); task++) {
                if (job.isAcknowledged(id, task)) {
                    acknowledged.add(task);
                }
            }
            array.addArray().add((int) id).add(acknowledged);
        }
        return array;
    }

    private JsonNode late() {
        Answers.Message late = answers.late();
        return late == null
                ? JSON.nullNode()
                : JSON.arrayNode().add((int) late.checkpoint()).add(late.task());
    }
}
