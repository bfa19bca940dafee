package cutcheck.conformance.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.control.TaskManagers.SentEvent;
import cutcheck.conformance.run.Inside;

import org.apache.flink.runtime.checkpoint.CheckpointAccess;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.executiongraph.Execution;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.messages.Acknowledge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Flink's classes show, in the model's words. Ids are ranks: the coordinator compares ids, and
 * the model has only their order.
 */
final class ControlView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Surroundings surroundings;
    private final Places places;

    /**
     * How messages and states of a step name a checkpoint: by the place that it had before the
     * step.
     */
    private final Map<Long, String> names = new HashMap<>();

    /** Every checkpoint that was pending after a step. */
    private final Map<Long, PendingCheckpoint> checkpoints = new HashMap<>();

    private Set<ExecutionAttemptID> attempts = new HashSet<>();

    ControlView(Surroundings surroundings, Places places) {
        this.surroundings = surroundings;
        this.places = places;
    }

    Places places() {
        return places;
    }

    /** Before a step: nothing has been sent, discarded, or restored in it. */
    void begin(JobMaster job) {
        surroundings.taskManagers.messages().clear();
        surroundings.states.discarded().clear();
        names.clear();
        if (latestId() > 0) {
            names.put(latestId(), "latest");
        }
        for (int place = 0; place < places.count(); place++) {
            if (places.id(place) > 0) {
                names.put(places.id(place), "place " + place);
            }
        }
        attempts = attemptsOf(job);
    }

    /**
     * After a step. An event whose checkpoint has ended is of no interest to the model: the task
     * gets it.
     */
    void end(JobMaster job) {
        checkpoints.putAll(job.coordinator.getPendingCheckpoints());
        places.update(job.coordinator.getPendingCheckpoints().keySet());
        List<SentEvent> events = surroundings.taskManagers.events();
        for (SentEvent event : List.copyOf(events)) {
            if (!job.coordinator.getPendingCheckpoints().containsKey(event.checkpoint())) {
                events.remove(event);
                event.confirmation().complete(Acknowledge.get());
            }
        }
        job.settleMainThread();
    }

    /** A checkpoint that is or was pending; null: it never was, or was another JobManager's. */
    PendingCheckpoint known(long id) {
        return checkpoints.get(id);
    }

    /** The checkpoint that had a place before; null: it has one, or none ever had. */
    PendingCheckpoint endedIn(int place) {
        return places.id(place) > 0 ? null : checkpoints.get(places.lastId(place));
    }

    /** Nothing is known of the checkpoints of a JobManager that is gone. */
    void forget() {
        checkpoints.clear();
    }

    /** The event for a task arrives; false: none is underway. */
    boolean confirmEvent(JobMaster job, int task) {
        SentEvent event = eventFor(job, task);
        if (event == null) {
            return false;
        }
        surroundings.taskManagers.events().remove(event);
        event.confirmation().complete(Acknowledge.get());
        return true;
    }

    ObjectNode observe(JobMaster job, boolean isSavepointAsked) {
        List<Long> known = knownIds(job);
        ObjectNode seen = JSON.objectNode();
        seen.set("tasks", tasks(job));
        seen.set("pending", pending(job, known));
        seen.put("latest", rank(known, latestId()));
        seen.put("succeeded", rank(known, CheckpointAccess.lastSucceeded(job.failureManager)));
        seen.put("failures", CheckpointAccess.failures(job.failureManager).get());
        seen.put("toFail", job.isToFail());
        seen.put("triggering", job.coordinator.isTriggering());
        seen.put("resting", isResting(job));
        seen.put("savepointAsked", isSavepointAsked);
        if (surroundings.settings.needsEvent()) {
            seen.set("gateways", gateways(job));
        }
        seen.set("sent", sorted(sent()));
        seen.set("discarded", sorted(discarded()));
        seen.set("restored", sorted(restored(job)));
        return seen;
    }

    private ArrayNode tasks(JobMaster job) {
        ArrayNode tasks = JSON.arrayNode();
        for (int task = 0; task < surroundings.settings.regions(); task++) {
            tasks.add(job.isRunning(task) ? "running" : "failed");
        }
        return tasks;
    }

    private ArrayNode pending(JobMaster job, List<Long> known) {
        ArrayNode all = JSON.arrayNode();
        for (int place = 0; place < places.count(); place++) {
            PendingCheckpoint pending =
                    job.coordinator.getPendingCheckpoints().get(places.id(place));
            if (pending == null) {
                all.addNull();
                continue;
            }
            ObjectNode one = all.addObject();
            one.put("id", rank(known, pending.getCheckpointID()));
            one.put(
                    "stage",
                    job.asked.isAsked(pending.getCheckpointID()) ? "triggering" : "injected");
            one.put("savepoint", CheckpointAccess.isSavepoint(pending));
            ArrayNode acknowledged = one.putArray("acknowledged");
            for (int task = 0; task < surroundings.settings.regions(); task++) {
                acknowledged.add(pending.isAcknowledgedBy(job.attempt(task).getAttemptId()));
            }
        }
        return all;
    }

    /**
     * A gateway is open, marked with a checkpoint, or closed for it; an event waits in it, or is
     * underway.
     */
    private ArrayNode gateways(JobMaster job) {
        ArrayNode gateways = JSON.arrayNode();
        Map<?, ?> all = (Map<?, ?>) Inside.field(job.holder, "subtaskGatewayMap");
        for (int task = 0; task < surroundings.settings.regions(); task++) {
            ObjectNode gateway = gateways.addObject();
            NavigableMap<?, ?> closed =
                    (NavigableMap<?, ?>) Inside.field(all.get(task), "blockedEventsMap");
            Set<?> marked = (Set<?>) Inside.field(all.get(task), "currentMarkedCheckpointIds");
            gateway.put(
                    "state", !closed.isEmpty() ? "closed" : marked.isEmpty() ? "open" : "marked");
            gateway.put(
                    "withheld",
                    closed.values().stream().anyMatch(events -> !((List<?>) events).isEmpty()));
            gateway.put("underway", eventFor(job, task) != null);
        }
        return gateways;
    }

    private SentEvent eventFor(JobMaster job, int task) {
        ExecutionAttemptID attempt = job.attempt(task).getAttemptId();
        return surroundings.taskManagers.events().stream()
                .filter(event -> event.attempt().equals(attempt))
                .findFirst()
                .orElse(null);
    }

    private boolean isResting(JobMaster job) {
        long last = CheckpointAccess.lastCompletion(job.coordinator);
        return last > 0 && last + JobMaster.PAUSE_MS > surroundings.clock.relativeTimeMillis();
    }

    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        for (Message message : surroundings.taskManagers.messages()) {
            String text =
                    message.kind()
                            + " "
                            + nameOf(message.checkpoint())
                            + " to task "
                            + message.task().getSubtaskIndex();
            sent.add(
                    message.kind() == Message.Kind.ABORT
                            ? text + ", latest " + nameOfLatest(message.latest())
                            : text);
        }
        return sent;
    }

    private List<String> discarded() {
        List<String> discarded = new ArrayList<>();
        for (TaskStates.Label label : surroundings.states.discarded()) {
            discarded.add(nameOf(label.checkpoint()) + " of task " + label.task());
        }
        return discarded;
    }

    private List<String> restored(JobMaster job) {
        List<String> restored = new ArrayList<>();
        for (int task = 0; task < surroundings.settings.regions(); task++) {
            Execution attempt = job.attempt(task);
            if (!attempts.contains(attempt.getAttemptId())) {
                TaskStates.Label label =
                        TaskStates.restored(attempt.getTaskRestore(), job.operator);
                String from =
                        label == null
                                ? "nothing"
                                : nameOfLatest(label.checkpoint()) + " of task " + label.task();
                restored.add("task " + task + " from " + from);
            }
        }
        return restored;
    }

    private String nameOf(long id) {
        return names.getOrDefault(id, "another checkpoint");
    }

    private String nameOfLatest(long id) {
        return id <= 0 ? "none" : id == latestId() ? "latest" : nameOf(id);
    }

    private long latestId() {
        try {
            CompletedCheckpoint latest = surroundings.store.getLatestCheckpoint();
            return latest == null ? 0 : latest.getCheckpointID();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Long> knownIds(JobMaster job) {
        TreeSet<Long> known = new TreeSet<>(job.coordinator.getPendingCheckpoints().keySet());
        known.add(latestId());
        known.add(CheckpointAccess.lastSucceeded(job.failureManager));
        return known.stream().filter(id -> id > 0).toList();
    }

    private static int rank(List<Long> known, long id) {
        return known.indexOf(id) + 1;
    }

    private static Set<ExecutionAttemptID> attemptsOf(JobMaster job) {
        Set<ExecutionAttemptID> attempts = new HashSet<>();
        for (var task : job.vertex.getTaskVertices()) {
            attempts.add(task.getCurrentExecutionAttempt().getAttemptId());
        }
        return attempts;
    }

    private static ArrayNode sorted(List<String> texts) {
        ArrayNode array = JSON.arrayNode();
        texts.stream().sorted().forEach(array::add);
        return array;
    }
}
