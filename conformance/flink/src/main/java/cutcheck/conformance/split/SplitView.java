package cutcheck.conformance.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.job.Answers;
import cutcheck.conformance.job.CheckpointedJob;
import cutcheck.conformance.job.StoredState;

import org.apache.flink.runtime.operators.coordination.CoordinatorHolders;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinatorHolder;
import org.apache.flink.runtime.source.coordinator.ManualSourceCoordinator;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What Flink's classes and the tasks show, in the shape of
 * `specs/flink/split-assignment/observed.ts`.
 */
record SplitView(
        CheckpointedJob job,
        CheckpointedJob.Size size,
        PlayedTasks tasks,
        Answers answers,
        ManualSourceCoordinator<NumberedSplit, TreeSet<Integer>> source,
        OperatorCoordinatorHolder holder,
        Collection<Integer> unassigned,
        List<StoredState> arrived) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    ObjectNode toJson() throws Exception {
        ObjectNode view = JSON.objectNode();
        view.set("tasks", taskStates());
        view.set("unassigned", numbers(unassigned));
        view.set("tracker", tracker());
        view.set("gateways", gateways());
        view.set("pending", pending());
        view.set("latest", latest());
        view.set("files", files());
        view.set("late", late());
        return view;
    }

    private static ArrayNode numbers(Collection<? extends Number> numbers) {
        ArrayNode array = JSON.arrayNode();
        numbers.stream().map(Number::intValue).sorted().forEach(array::add);
        return array;
    }

    private ArrayNode taskStates() {
        ArrayNode array = JSON.arrayNode();
        for (int task = 0; task < size.tasks(); task++) {
            PlayedTasks.Task running = tasks.get(task);
            if (running == null) {
                array.addNull();
            } else {
                array.add(running.memory.toJson().put("trigger", (int) running.trigger));
            }
        }
        return array;
    }

    /** [split, subtask, checkpoint], checkpoint 0 where no snapshot was taken since. */
    private ArrayNode tracker() {
        TreeSet<int[]> entries =
                new TreeSet<>(
                        Comparator.<int[]>comparingInt(e -> e[0])
                                .thenComparingInt(e -> e[1])
                                .thenComparingInt(e -> e[2]));
        source.assignmentsSinceSnapshot()
                .forEach(
                        (subtask, splits) ->
                                splits.forEach(
                                        split ->
                                                entries.add(
                                                        new int[] {split.number(), subtask, 0})));
        for (Map.Entry<Long, Map<Integer, LinkedHashSet<NumberedSplit>>> each :
                source.assignmentsByCheckpoint().entrySet()) {
            each.getValue()
                    .forEach(
                            (subtask, splits) ->
                                    splits.forEach(
                                            split ->
                                                    entries.add(
                                                            new int[] {
                                                                split.number(),
                                                                subtask,
                                                                each.getKey().intValue()
                                                            })));
        }
        ArrayNode array = JSON.arrayNode();
        entries.forEach(entry -> array.addArray().add(entry[0]).add(entry[1]).add(entry[2]));
        return array;
    }

    private ArrayNode gateways() {
        ArrayNode array = JSON.arrayNode();
        for (int subtask = 0; subtask < size.subtasks(); subtask++) {
            if (tasks.source(subtask) == null) {
                array.addNull();
            } else {
                array.add(gateway(subtask));
            }
        }
        return array;
    }

    private ObjectNode gateway(int subtask) {
        CoordinatorHolders.Gateway gateway = CoordinatorHolders.gateway(holder, subtask);
        ObjectNode node = JSON.objectNode();
        node.set(
                "marked",
                numbers(
                        gateway.marked().stream()
                                .filter(id -> !gateway.withheld().containsKey(id))
                                .toList()));
        ArrayNode closed = node.putArray("closed");
        gateway.withheld()
                .forEach(
                        (id, events) ->
                                closed.addArray()
                                        .add(id.intValue())
                                        .add(
                                                numbers(
                                                        events.stream()
                                                                .flatMap(
                                                                        event ->
                                                                                PlayedTasks
                                                                                        .splitsIn(
                                                                                                event)
                                                                                        .stream())
                                                                .toList())));
        node.set("sent", numbers(tasks.source(subtask).sent.keySet()));
        return node;
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
            array.addArray()
                    .add((int) id)
                    .add(job.isTriggering(id) ? "triggering" : "injected")
                    .add(acknowledged);
        }
        return array;
    }

    private ObjectNode latest() throws Exception {
        ObjectNode node = JSON.objectNode();
        node.put("id", (int) job.latestId());
        byte[] coordinator = job.latestCoordinatorState();
        node.set(
                "unassigned",
                coordinator == null
                        ? JSON.arrayNode()
                        : numbers(source.enumeratorStateIn(coordinator)));
        ArrayNode states = node.putArray("tasks");
        for (int task = 0; task < size.tasks(); task++) {
            states.add(TaskMemory.from(job.latestStateOf(task)).toJson());
        }
        return node;
    }

    /** [checkpoint, task]: the states that have arrived and are not deleted. */
    private ArrayNode files() {
        ArrayNode array = JSON.arrayNode();
        arrived.stream()
                .filter(state -> !state.isDiscarded())
                .sorted(
                        Comparator.comparingLong(StoredState::checkpoint)
                                .thenComparingInt(StoredState::task))
                .forEach(state -> array.addArray().add((int) state.checkpoint()).add(state.task()));
        return array;
    }

    private JsonNode late() {
        Answers.Message late = answers.late();
        return late == null
                ? JSON.nullNode()
                : JSON.arrayNode().add((int) late.checkpoint()).add(late.task());
    }
}
