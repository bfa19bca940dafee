package cutcheck.conformance.commit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.job.Answers;
import cutcheck.conformance.job.CheckpointedJob;
import cutcheck.conformance.run.Attempt;
import cutcheck.conformance.run.Driver;
import cutcheck.conformance.run.KnownDifferenceException;
import cutcheck.conformance.run.UnmappedException;

import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.streaming.runtime.tasks.StreamTaskAttempt;
import org.apache.flink.streaming.runtime.tasks.StreamTaskAttempt.Report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Executes runs of flink-commit-notifications: checkpoints on the CheckpointCoordinator, tasks on
 * StreamTask with SubtaskCheckpointCoordinatorImpl, the sink on TwoPhaseCommitSinkFunction. What
 * tasks store is what the coordinator is told, and what restarted tasks start with. The network is
 * played: it delivers what Flink has sent, in the order of the run.
 */
public final class CommitDriver implements Driver {
    private static final Map<String, String> SUBJECTS =
            Map.ofEntries(
                    Map.entry(
                            "triggers a checkpoint",
                            "CheckpointCoordinator.startTriggeringCheckpoint"),
                    Map.entry(
                            "takes its snapshot",
                            "SubtaskCheckpointCoordinatorImpl.checkpointState"),
                    Map.entry(
                            "receiveAcknowledgeMessage",
                            "CheckpointCoordinator.receiveAcknowledgeMessage"),
                    Map.entry(
                            "a late acknowledgement arrives",
                            "CheckpointCoordinator.receiveAcknowledgeMessage"),
                    Map.entry(
                            "notifyCheckpointComplete", "StreamTask.notifyCheckpointCompleteAsync"),
                    Map.entry("notifyCheckpointAborted", "StreamTask.notifyCheckpointAbortAsync"),
                    Map.entry(
                            "declines at the trigger",
                            "CheckpointCoordinator.receiveDeclineMessage"),
                    Map.entry("its asynchronous snapshot fails", "AsyncCheckpointRunnable.run"),
                    Map.entry(
                            "the checkpoint expires",
                            "CheckpointCoordinator.CheckpointCanceller.run"),
                    Map.entry(
                            "fails with its region",
                            "CheckpointCoordinator.stopCheckpointScheduler"),
                    Map.entry(
                            "restarts a region",
                            "CheckpointCoordinator.restoreLatestCheckpointedStateToSubtasks"),
                    Map.entry(
                            "restarts everything",
                            "CheckpointCoordinator.restoreLatestCheckpointedStateToAll"));

    private CheckpointedJob.Size size;
    private int largestId;
    private Outside outside;
    private CheckpointedJob job;
    private LiveTasks tasks;
    private Answers answers;

    /** The ids of what is pending. */
    private final Set<Long> known = new TreeSet<>();

    /** The ids of what was pending before the last step. */
    private Set<Long> pendingBefore = Set.of();

    private PendingCheckpoint newest;

    @Override
    public void start(JsonNode head, JsonNode start) throws Exception {
        JsonNode scope = head.get("scope");
        refuseUnmapped(head.get("rules"), scope);
        size =
                new CheckpointedJob.Size(
                        scope.get("subtasks").asInt(),
                        scope.get("tasksPerRegion").asInt(),
                        scope.get("concurrent").asInt());
        largestId = scope.get("checkpoints").asInt();
        answers = new Answers(scope.get("lateAcks").asBoolean());
        outside = new Outside();
        Chains chains = new Chains(outside, size.tasksPerRegion());
        tasks = new LiveTasks(size.tasks(), chains);
        job = new CheckpointedJob(size, tasks, chains.ids());
        tasks.live(job);
        job.run(List.of());
        settle();
    }

    private static void refuseUnmapped(JsonNode rules, JsonNode scope) {
        refuseOther(rules, "listener", "legacy2pc");
        refuseOther(rules, "regional", "false");
        refuseOther(rules, "cancellation", "atOnce");
        refuseOther(rules, "notifications", "anyOrder");
        refuseOther(scope, "savepoints", "false");
    }

    private static void refuseOther(JsonNode knobs, String knob, String mapped) {
        if (!knobs.path(knob).asText().equals(mapped)) {
            throw new UnmappedException(knob + "=" + knobs.path(knob).asText() + " has no driver");
        }
    }

    @Override
    public void step(String action, JsonNode parameters) throws Exception {
        int task = parameters.path("task").asInt(-1);
        long id = parameters.path("id").asLong(-1);
        pendingBefore = Set.copyOf(known);
        switch (action) {
            case "triggers a checkpoint" -> trigger();
            case "takes its snapshot" -> takeSnapshot(task);
            case "receiveAcknowledgeMessage" -> deliver(answers.take(task, id));
            case "a late acknowledgement arrives" -> deliver(answers.takeLate());
            case "notifyCheckpointComplete" -> hearCompletion(task, id);
            case "notifyCheckpointAborted" -> hearAbort(task, id);
            case "declines at the trigger" -> job.decline(task, takeTrigger(task));
            case "its asynchronous snapshot fails" -> failAsynchronousPart(task);
            case "the checkpoint expires" -> job.expire(id);
            case "fails with its region" -> job.fail(sourceOf(parameters.get("region").asInt()));
            case "restarts a region" -> job.restartRegion(parameters.get("region").asInt());
            case "restarts everything" -> job.restartEverything(() -> {});
            default -> throw new UnmappedException(action);
        }
        settle();
    }

    private int sourceOf(int region) {
        return region * size.tasksPerRegion();
    }

    private boolean isSource(int task) {
        return task % size.tasksPerRegion() == 0;
    }

    /**
     * What a step leads to in the JobManager is done; attempts that have ended end, new ones come
     * up.
     */
    void settle() throws Exception {
        job.timer().triggerAll();
        Set<Long> pending = new HashSet<>(job.pending());
        List<Long> ended = new ArrayList<>(known);
        ended.removeAll(pending);
        ended.sort(Comparator.comparingLong(id -> id % size.concurrent()));
        known.removeAll(ended);
        ended.forEach(answers::ended);
        tasks.refresh();
    }

    // ------------------------------------------------------------------------------------------
    //  Checkpoints
    // ------------------------------------------------------------------------------------------

    private void trigger() {
        job.trigger();
        for (long id : job.pending()) {
            if (known.add(id)) {
                newest = job.pending(id);
            }
        }
    }

    private void takeSnapshot(int task) throws Exception {
        Report report = snapshot(task);
        if (report.declined() != null) {
            throw new IllegalStateException("the task declines", report.declined());
        }
        answers.send(
                new Answers.Message(task, job.attemptOf(task), report.checkpoint(), report.state()),
                known.contains(report.checkpoint()));
    }

    private void failAsynchronousPart(int task) throws Exception {
        outside.failStorage(true);
        Report report = snapshot(task);
        outside.failStorage(false);
        if (report.declined() == null) {
            throw new IllegalStateException("the task acknowledges what was not stored");
        }
        job.decline(task, report.checkpoint(), report.declined());
    }

    /** The records before the barrier, then the barrier, then the answer. */
    private Report snapshot(int task) throws Exception {
        StreamTaskAttempt attempt = tasks.get(task).attempt;
        long checkpoint = takeTrigger(task);
        int end = isSource(task) ? Chains.positionOf(attempt) + 1 : positionOf(task - 1);
        for (int record = Chains.positionOf(attempt); record < end; record++) {
            attempt.process(record);
        }
        if (size.tasksPerRegion() > 1 && isSource(task) && tasks.get(task + 1) != null) {
            tasks.get(task + 1).trigger = checkpoint;
        }
        attempt.receiveBarrier(checkpoint);
        if (tasks.get(task).aborted.contains(checkpoint) && attempt.reportsNothing()) {
            throw new KnownDifferenceException("B16");
        }
        return attempt.awaitReport(checkpoint);
    }

    private int positionOf(int task) {
        return Chains.positionOf(tasks.get(task).attempt);
    }

    /**
     * The trigger leaves the mailbox, and with one checkpoint at a time what was sent before it has
     * arrived or is lost.
     */
    private long takeTrigger(int task) {
        long checkpoint = tasks.get(task).trigger;
        tasks.get(task).trigger = 0;
        if (isSource(task) && size.concurrent() == 1) {
            tasks.inboxOf(task).forgetCompletionsBefore(checkpoint);
        }
        return checkpoint;
    }

    private void deliver(Answers.Message message) throws Exception {
        job.acknowledge(message.attempt(), message.checkpoint(), message.state());
    }

    private void hearCompletion(int task, long id) throws Exception {
        tasks.inboxOf(task).take(Inbox.COMPLETE, id);
        tasks.get(task).attempt.notifyComplete(id);
    }

    /**
     * A trigger of the aborted checkpoint that waits is handled next: the task has to leave it
     * alone.
     */
    private void hearAbort(int task, long id) throws Exception {
        Inbox.Message message = tasks.inboxOf(task).take(Inbox.ABORTED, id);
        LiveTasks.Task running = tasks.get(task);
        running.attempt.notifyAborted(id, message.latest());
        running.aborted.add(id);
        if (running.trigger == id) {
            running.trigger = 0;
            running.attempt.receiveBarrier(id);
        }
    }

    // ------------------------------------------------------------------------------------------
    //  What is seen
    // ------------------------------------------------------------------------------------------

    @Override
    public ObjectNode observe() throws Exception {
        return new CommitView(job, size, tasks, answers, outside).toJson();
    }

    @Override
    public String subject(String action) {
        return SUBJECTS.getOrDefault(action, "the driver plays it");
    }

    @Override
    public List<String> explain(
            String action, JsonNode parameters, ObjectNode expected, ObjectNode observed)
            throws Exception {
        CommitRules rules = new CommitRules(expected, tasks, outside);
        if (rules.mayBeR2(action, observed)) {
            job.coordinator().stopCheckpointScheduler();
            settle();
            return rules.whenMended("R2", observe());
        }
        if (action.equals("restarts everything") && sendLostAborts(rules, observed)) {
            return rules.whenMended("R2", observe());
        }
        return rules.explain(observed);
    }

    /** What was pending is aborted at the restore, and nobody is told: the tasks have ended. */
    private boolean sendLostAborts(CommitRules rules, ObjectNode observed) {
        boolean isAnyLost = false;
        for (int task = 0; task < size.tasks(); task++) {
            for (Inbox.Message lost : rules.lostAborts(task, observed, pendingBefore)) {
                tasks.inboxOf(task).add(lost);
                isAnyLost = true;
            }
        }
        return isAnyLost;
    }

    @Override
    public String untried(String action, JsonNode parameters, ObjectNode state) {
        return CommitRefusals.untried(action, parameters, state);
    }

    @Override
    public Attempt attempt(String action, JsonNode parameters) throws Exception {
        return new CommitRefusals(this).attempt(action, parameters);
    }

    @Override
    public void close() throws Exception {
        tasks.close();
        outside.close();
    }

    CheckpointedJob job() {
        return job;
    }

    LiveTasks tasks() {
        return tasks;
    }

    /** The largest checkpoint id of the model. */
    int largestId() {
        return largestId;
    }

    /** The checkpoint that was triggered last, null for none. */
    PendingCheckpoint newest() {
        return newest;
    }
}
