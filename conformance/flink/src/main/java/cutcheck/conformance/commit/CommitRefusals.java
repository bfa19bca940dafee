package cutcheck.conformance.commit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.job.CheckpointedJob;
import cutcheck.conformance.run.Attempt;
import cutcheck.conformance.run.UnmappedException;
import cutcheck.conformance.run.Values;

import org.apache.flink.runtime.checkpoint.CheckpointAccess;

import java.util.Map;

/** What the model does not allow: what of it is tried, and what comes of it. */
final class CommitRefusals {
    private static final String BUDGET = "faults have a budget";
    private static final Map<String, String> NOT_FLINKS =
            Map.ofEntries(
                    Map.entry(
                            "takes its snapshot",
                            "a task that was not triggered takes no snapshot"),
                    Map.entry(
                            "a late acknowledgement arrives", "what was not sent does not arrive"),
                    Map.entry("notifyCheckpointComplete", "what was not sent does not arrive"),
                    Map.entry("notifyCheckpointAborted", "what was not sent does not arrive"),
                    Map.entry(
                            "its asynchronous snapshot fails",
                            "a task that takes no snapshot does not fail with it"),
                    Map.entry("fails with its region", BUDGET),
                    Map.entry("restarts a region", "the scheduler restarts what has failed"),
                    Map.entry("restarts everything", BUDGET));

    private final CommitDriver driver;
    private final CheckpointedJob job;

    CommitRefusals(CommitDriver driver) {
        this.driver = driver;
        this.job = driver.job();
    }

    /** Why an action is not tried at all; null: it is. */
    static String untried(String action, JsonNode parameters, ObjectNode state) {
        JsonNode pending = pendingIn(state, parameters.path("id").asLong());
        switch (action) {
            case "triggers a checkpoint":
                return untriedTrigger(state);
            case "receiveAcknowledgeMessage":
                boolean isNews =
                        pending != null
                                && !contains(pending.get(1), parameters.get("task").asInt());
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

    private static String untriedTrigger(ObjectNode state) {
        for (JsonNode task : state.get("tasks")) {
            long waiting = task.path("trigger").asLong();
            if (waiting > 0 && pendingIn(state, waiting) != null) {
                return "a mailbox of the model has room for one trigger";
            }
        }
        return null;
    }

    private static JsonNode pendingIn(ObjectNode state, long id) {
        for (JsonNode pending : state.get("pending")) {
            if (pending.get(0).asLong() == id) {
                return pending;
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
            case "receiveAcknowledgeMessage":
                return attemptAcknowledgement(
                        parameters.get("task").asInt(), parameters.get("id").asLong());
            case "declines at the trigger":
                int task = parameters.get("task").asInt();
                return unchanged("hears a decline", () -> job.decline(task, job.nextId() - 1));
            case "the checkpoint expires":
                return attemptTimeout(parameters.get("id").asLong());
            default:
                throw new UnmappedException(action + " cannot be tried");
        }
    }

    private Attempt attemptTrigger() throws Exception {
        if (job.nextId() > driver.largestId()) {
            return Attempt.untried("the scope has no more checkpoint ids");
        }
        Attempt attempt = unchanged("triggers a checkpoint", job::trigger);
        return attempt.outcome() == Attempt.Outcome.REFUSED ? Attempt.postponed() : attempt;
    }

    /** A second acknowledgement of a pending checkpoint, or one of a checkpoint that has ended. */
    private Attempt attemptAcknowledgement(int task, long id) throws Exception {
        if (id >= job.nextId()) {
            return Attempt.untried("what was not triggered is not acknowledged");
        }
        return unchanged(
                "accepts an acknowledgement", () -> job.acknowledge(job.attemptOf(task), id, null));
    }

    private Attempt attemptTimeout(long id) {
        if (driver.newest() == null || driver.newest().getCheckpointID() != id) {
            return Attempt.untried("the newest checkpoint is another one");
        }
        return CheckpointAccess.mayExpire(driver.newest())
                ? Attempt.accepted("the timeout of a checkpoint that has ended is still armed")
                : Attempt.refused();
    }

    /** Something that has to change nothing. */
    private Attempt unchanged(String what, CheckpointedJob.Doing doing) throws Exception {
        ObjectNode before = driver.observe();
        doing.run();
        driver.settle();
        boolean isSame = Values.differing(before, driver.observe()).isEmpty();
        return isSame ? Attempt.refused() : Attempt.accepted(what);
    }
}
