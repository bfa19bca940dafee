package cutcheck.conformance.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.job.CheckpointedJob;
import cutcheck.conformance.job.StoredState;
import cutcheck.conformance.run.Attempt;
import cutcheck.conformance.run.UnmappedException;
import cutcheck.conformance.run.Values;

import org.apache.flink.runtime.checkpoint.CheckpointAccess;

import java.util.Map;

/** What the model does not allow: what of it is tried, and what comes of it. */
final class SplitRefusals {
    private static final String BUDGET = "faults have a budget";
    private static final Map<String, String> NOT_FLINKS =
            Map.ofEntries(
                    Map.entry("assignSplits", "the enumerator decides"),
                    Map.entry("AddSplitEvent arrives", "what was not sent does not arrive"),
                    Map.entry("AddSplitEvent is lost", "what was not sent is not lost"),
                    Map.entry("reads a record", "the reader decides"),
                    Map.entry("takes from its channel", "the sink decides"),
                    Map.entry(
                            "takes its snapshot",
                            "a task that was not triggered takes no snapshot"),
                    Map.entry(
                            "checkpointCoordinator",
                            "a coordinator that is not asked takes no snapshot"),
                    Map.entry(
                            "a late acknowledgement arrives", "what was not sent does not arrive"),
                    Map.entry(
                            "its asynchronous snapshot fails",
                            "a task that takes no snapshot does not fail with it"),
                    Map.entry("fails with its region", BUDGET),
                    Map.entry("restarts a region", "the scheduler restarts what has failed"),
                    Map.entry("restarts everything", BUDGET));

    private final SplitDriver driver;
    private final CheckpointedJob job;

    SplitRefusals(SplitDriver driver) {
        this.driver = driver;
        this.job = driver.job();
    }

    /** Why an action is not tried at all; null: it is. */
    static String untried(String action, JsonNode parameters, ObjectNode state) {
        JsonNode pending = pendingIn(state, parameters);
        switch (action) {
            case "triggers a checkpoint":
                return null;
            case "injects the barriers":
                return untriedInjection(pending, state);
            case "receiveAcknowledgeMessage":
                boolean isNews =
                        pending != null
                                && !contains(pending.get(2), parameters.get("task").asInt());
                return isNews ? "a task that has not taken its snapshot does not answer" : null;
            case "declines at the trigger":
                return state.get("pending").isEmpty()
                        ? null
                        : "a task that has no trigger does not decline";
            case "the checkpoint expires":
                return pending == null ? null : BUDGET;
            default:
                return NOT_FLINKS.get(action);
        }
    }

    /**
     * The pending checkpoint of a step, null for none. Where one is pending at a time the model
     * does not name it.
     */
    private static JsonNode pendingIn(ObjectNode state, JsonNode parameters) {
        for (JsonNode pending : state.get("pending")) {
            if (!parameters.has("id") || parameters.get("id").asLong() == pending.get(0).asLong()) {
                return pending;
            }
        }
        return null;
    }

    private static String untriedInjection(JsonNode pending, ObjectNode state) {
        if (pending == null || !pending.get(1).asText().equals("triggering")) {
            return "nothing waits for its injection";
        }
        for (JsonNode task : state.get("tasks")) {
            if (task.path("trigger").asInt() > 0) {
                return "a mailbox of the model has room for one trigger";
            }
        }
        return null;
    }

    private static boolean contains(JsonNode numbers, int number) {
        for (JsonNode each : numbers) {
            if (each.asInt() == number) {
                return true;
            }
        }
        return false;
    }

    Attempt attempt(String action, JsonNode parameters) throws Exception {
        switch (action) {
            case "triggers a checkpoint":
                return attemptTrigger();
            case "injects the barriers":
                return unchanged("injects the barriers", job.timer()::triggerAll);
            case "receiveAcknowledgeMessage":
                return attemptAcknowledgement(parameters.get("task").asInt(), parameters);
            case "declines at the trigger":
                int task = driver.sourceOf(parameters.get("subtask").asInt());
                return unchanged("hears a decline", () -> job.decline(task, job.nextId() - 1));
            case "the checkpoint expires":
                return attemptTimeout();
            default:
                throw new UnmappedException(action + " cannot be tried");
        }
    }

    private Attempt attemptTrigger() throws Exception {
        if (job.nextId() > driver.largestId()) {
            return Attempt.untried("the scope has no more checkpoint ids");
        }
        if (job.timer().numQueuedRunnables() > 0) {
            return Attempt.untried("the timer has an injection to do first");
        }
        boolean isPlaceTaken = isPlaceTaken(job.nextId());
        Attempt attempt = unchanged("triggers a checkpoint", job::trigger);
        if (attempt.outcome() == Attempt.Outcome.ACCEPTED && isPlaceTaken) {
            return Attempt.expected("taken-place");
        }
        return attempt.outcome() == Attempt.Outcome.REFUSED ? Attempt.postponed() : attempt;
    }

    /** Whether an older checkpoint is pending in the model's place of this one. */
    private boolean isPlaceTaken(long id) {
        return job.pending().stream().anyMatch(each -> (id - each) % driver.concurrent() == 0);
    }

    /** A second acknowledgement of a pending checkpoint, or one of a checkpoint that has ended. */
    private Attempt attemptAcknowledgement(int task, JsonNode parameters) throws Exception {
        JsonNode pending = pendingIn(driver.observe(), parameters);
        long last = pending == null ? job.nextId() - 1 : pending.get(0).asLong();
        long id = parameters.path("id").asLong(last);
        if (id == 0 || id >= job.nextId()) {
            return Attempt.untried("what was not triggered is not acknowledged");
        }
        StoredState state = StoredState.of(task, id, new TaskMemory().toJson());
        Attempt attempt =
                unchanged(
                        "accepts an acknowledgement",
                        () ->
                                job.acknowledge(
                                        job.attemptOf(task),
                                        id,
                                        state.asSnapshotOf(job.operatorOf(task))));
        // Of a second acknowledgement nothing is kept either, but deleted is only what is late.
        boolean isKept = pending == null && !state.isDiscarded();
        return isKept ? Attempt.accepted("keeps the state of a late acknowledgement") : attempt;
    }

    private Attempt attemptTimeout() {
        if (driver.lastEnded() == null) {
            return Attempt.untried("no checkpoint has ended");
        }
        return CheckpointAccess.mayExpire(driver.lastEnded())
                ? Attempt.accepted("the timeout of a checkpoint that has ended is still armed")
                : Attempt.refused();
    }

    /** Something that has to change nothing. */
    private Attempt unchanged(String what, CheckpointedJob.Doing doing) throws Exception {
        ObjectNode before = driver.observe();
        doing.run();
        driver.settle();
        return Values.differing(before, driver.observe()).isEmpty()
                ? Attempt.refused()
                : Attempt.accepted(what);
    }
}
