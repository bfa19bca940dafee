package cutcheck.conformance.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.run.Attempt;
import cutcheck.conformance.run.Values;

import org.apache.flink.runtime.checkpoint.CheckpointAccess;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the model does not allow: what of it is tried, and what comes of it. */
final class ControlRefusals {
    /** As X9, and it is counted twice. */
    static final String R3 = "R3";

    /** A timeout fires while the checkpoint is still being triggered. */
    static final String X9 = "X9";

    /** A trigger whose plan was made before the job was to fail goes through. */
    static final String X10 = "X10";

    private static final Map<String, String> NOT_FLINKS =
            Map.ofEntries(
                    Map.entry(
                            "injects the barriers",
                            "a coordinator that is not asked does not answer"),
                    Map.entry(
                            "cannot be triggered",
                            "a coordinator that is not asked does not answer"),
                    Map.entry(
                            "asks for a savepoint",
                            "the user asks when and how often the scope says"),
                    Map.entry("the pause is over", "time"),
                    Map.entry("fails with its region", "faults have a budget"),
                    Map.entry("crashes again", "a task that has not broken down does not fail"),
                    Map.entry("breaks down", "a task breaks down once"),
                    Map.entry(ControlDriver.JOB_MANAGER_FAILS, "faults have a budget"),
                    Map.entry(
                            ControlDriver.RESTARTS_REGION,
                            "the scheduler restarts what has failed"),
                    Map.entry(
                            ControlDriver.RESTARTS_ALL,
                            "the scheduler restarts the job when it is to fail: observed"),
                    Map.entry(
                            "passes the barrier, and its gateway opens",
                            "a barrier passes a task once"),
                    Map.entry("the awaited event arrives", "what was not sent does not arrive"));

    private final ControlDriver driver;
    private Set<Long> pendingBefore = Set.of();

    ControlRefusals(ControlDriver driver) {
        this.driver = driver;
    }

    /** Why an action is not tried at all; null: it is. */
    static String untried(String action, JsonNode parameters, ObjectNode state) {
        JsonNode pending = state.path("pending").path(ControlDriver.placeOf(parameters));
        boolean isTriggering = pending.path("stage").asText().equals("triggering");
        switch (action) {
            case ControlDriver.TRIGGERS:
                return null;
            case ControlDriver.TRIGGERS_SAVEPOINT:
                return state.path("savepointAsked").asBoolean()
                        ? null
                        : "nobody has asked for a savepoint";
            case ControlDriver.ACKNOWLEDGES:
                return untriedAnswer(parameters, pending, isTriggering);
            case "declines", "declines again":
                return pending.isNull() ? null : untriedDecline(isTriggering);
            case ControlDriver.EXPIRES, ControlDriver.EXPIRES_EARLY:
                return pending.isNull() || isTriggering
                        ? null
                        : "faults have a budget; who is awaited answers";
            default:
                return NOT_FLINKS.get(action);
        }
    }

    private static String untriedAnswer(
            JsonNode parameters, JsonNode pending, boolean isTriggering) {
        if (pending.isNull()
                || pending.path("acknowledged").path(parameters.path("task").asInt()).asBoolean()) {
            return null;
        }
        return isTriggering
                ? "a task that was not triggered does not answer"
                : "a task that is broken, or waits for its event, does not answer";
    }

    private static String untriedDecline(boolean isTriggering) {
        return isTriggering
                ? "a task that was not triggered does not answer"
                : "faults have a budget; a task answers once";
    }

    Attempt attempt(String action, JsonNode parameters) throws Exception {
        int place = ControlDriver.placeOf(parameters);
        long id = driver.view().places().id(place);
        switch (action) {
            case ControlDriver.TRIGGERS:
                return attemptTrigger();
            case ControlDriver.TRIGGERS_SAVEPOINT:
                return attemptSavepoint();
            case ControlDriver.EXPIRES, ControlDriver.EXPIRES_EARLY:
                return id > 0 ? attemptTimeout(id) : attemptLateTimeout(place);
            default:
                return attemptAnswer(action, parameters, place);
        }
    }

    /** The main thread comes to what it was asked first, then to the plan of the checkpoint. */
    private Attempt attemptTrigger() throws Exception {
        boolean wasToFail = driver.job().isToFail();
        boolean fails = driver.job().handleFailures();
        if (fails) {
            driver.job().cancelAll();
        }
        Set<Long> before = pendingIds();
        if (driver.isSavepointAsked()) {
            // It is the first in the queue of requests, whichever comes first.
            driver.triggerSavepoint();
            driver.job().settle();
        }
        CheckpointAccess.firePeriodicTrigger(driver.job().coordinator);
        driver.job().settle();
        if (newPeriodic(before) == null) {
            return Attempt.postponed();
        }
        return wasToFail && !fails
                ? Attempt.expected(ControlRules.DECLINER_ENDED)
                : Attempt.accepted("Flink triggers a checkpoint");
    }

    private Attempt attemptSavepoint() throws Exception {
        boolean wasToFail = driver.job().isToFail();
        boolean fails = driver.job().handleFailures();
        if (fails) {
            driver.job().cancelAll();
        }
        Set<Long> before = pendingIds();
        driver.triggerSavepoint();
        driver.job().settle();
        if (before.containsAll(pendingIds())) {
            return Attempt.postponed();
        }
        return wasToFail && !fails
                ? Attempt.expected(ControlRules.DECLINER_ENDED)
                : Attempt.accepted("Flink triggers the savepoint");
    }

    /** While it is being triggered: it is aborted, and the failure manager is called twice. */
    private Attempt attemptTimeout(long id) {
        JobMaster job = driver.job();
        int requestsBefore = job.requestsToFail();
        CheckpointAccess.expire(job.coordinator.getPendingCheckpoints().get(id));
        job.settle();
        if (job.coordinator.getPendingCheckpoints().containsKey(id)) {
            return Attempt.postponed();
        }
        int requests = job.requestsToFail() - requestsBefore;
        int left = CheckpointAccess.failures(job.failureManager).get();
        // The first request clears the counter: what is counted then was counted before.
        return Attempt.expected(requests > 1 || (requests == 1 && left > 0) ? R3 : X9);
    }

    private Attempt attemptLateTimeout(int place) {
        PendingCheckpoint ended = driver.view().endedIn(place);
        if (ended == null) {
            return Attempt.untried("no checkpoint has ended in this place");
        }
        return CheckpointAccess.mayExpire(ended)
                ? Attempt.accepted("the timeout of a checkpoint that has ended is still armed")
                : Attempt.refused();
    }

    /**
     * A second answer, or one to a checkpoint that has ended: nothing may change, and its state is
     * discarded.
     */
    private Attempt attemptAnswer(String action, JsonNode parameters, int place) throws Exception {
        long id = driver.view().places().lastId(place);
        if (id == 0) {
            return Attempt.untried("no checkpoint has ended in this place");
        }
        int task = driver.taskOf(parameters);
        ObjectNode before = driver.observe();
        driver.view().begin(driver.job());
        if (action.equals(ControlDriver.ACKNOWLEDGES)) {
            driver.sendAcknowledgement(task, id);
        } else {
            driver.decline(task, id);
        }
        driver.afterwards();
        ObjectNode after = driver.observe();
        Collection<String> changed = new HashSet<>(Values.differing(before, after));
        changed.removeAll(Set.of("sent", "discarded", "restored"));
        boolean isQuiet = changed.isEmpty() && after.path("sent").isEmpty();
        return isQuiet
                ? Attempt.refused()
                : Attempt.accepted("it changes " + changed + after.path("sent"));
    }

    /** The trigger's plan is made, and its checkpoint is not there yet. */
    boolean begin(String action, String next) throws Exception {
        boolean isPossible =
                action.equals(ControlDriver.TRIGGERS)
                        && !next.equals(ControlDriver.TRIGGERS)
                        && !next.equals(ControlDriver.TRIGGERS_SAVEPOINT)
                        && !next.equals(ControlDriver.JOB_MANAGER_FAILS);
        if (!isPossible || driver.job().coordinator.isTriggering() || driver.isSavepointAsked()) {
            return false;
        }
        pendingBefore = pendingIds();
        CheckpointAccess.firePeriodicTrigger(driver.job().coordinator);
        driver.job().settleMainThread();
        return driver.job().coordinator.isTriggering();
    }

    Attempt end() {
        if (newPeriodic(pendingBefore) == null) {
            return Attempt.postponed();
        }
        if (driver.job().isToFail()) {
            return Attempt.expected(X10);
        }
        return driver.job().areAllRunning()
                ? Attempt.untried(
                        "the trigger was decided before the step: the model has that order, too")
                : Attempt.accepted("a trigger that had begun before a task failed goes on");
    }

    private Set<Long> pendingIds() {
        return new HashSet<>(driver.job().coordinator.getPendingCheckpoints().keySet());
    }

    private PendingCheckpoint newPeriodic(Set<Long> before) {
        for (PendingCheckpoint pending :
                driver.job().coordinator.getPendingCheckpoints().values()) {
            if (!before.contains(pending.getCheckpointID())
                    && !CheckpointAccess.isSavepoint(pending)) {
                return pending;
            }
        }
        return null;
    }
}
