package cutcheck.conformance.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.run.Attempt;
import cutcheck.conformance.run.Driver;
import cutcheck.conformance.run.UnmappedException;

import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointAccess;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CheckpointMetrics;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.messages.checkpoint.AcknowledgeCheckpoint;
import org.apache.flink.runtime.messages.checkpoint.DeclineCheckpoint;
import org.apache.flink.runtime.operators.coordination.AcknowledgeCheckpointEvent;

import java.util.List;
import java.util.Map;

/**
 * Executes runs of flink-checkpoint-control on the CheckpointCoordinator and what belongs to it.
 */
public final class ControlDriver implements Driver {
    static final String TRIGGERS = "triggers a checkpoint";
    static final String TRIGGERS_SAVEPOINT = "triggers the savepoint";
    static final String ACKNOWLEDGES = "acknowledges";
    static final String EXPIRES_EARLY = "the checkpoint expires early";
    static final String EXPIRES = "the checkpoint expires";
    static final String RESTARTS_REGION = "restarts a region";
    static final String RESTARTS_ALL = "restarts everything";
    static final String JOB_MANAGER_FAILS = "the JobManager fails over";
    private static final String LOCATION = "TaskManager";

    private static final Map<String, String> SUBJECTS =
            Map.ofEntries(
                    Map.entry(
                            TRIGGERS,
                            "CheckpointCoordinator.ScheduledTrigger, CheckpointRequestDecider"),
                    Map.entry(
                            TRIGGERS_SAVEPOINT,
                            "CheckpointCoordinator.triggerSavepoint, CheckpointRequestDecider"),
                    Map.entry(
                            "injects the barriers",
                            "CheckpointCoordinator.triggerCheckpointRequest"),
                    Map.entry("cannot be triggered", "CheckpointCoordinator.onTriggerFailure"),
                    Map.entry(ACKNOWLEDGES, "CheckpointCoordinator.receiveAcknowledgeMessage"),
                    Map.entry("declines", "CheckpointCoordinator.receiveDeclineMessage"),
                    Map.entry("declines again", "CheckpointCoordinator.receiveDeclineMessage"),
                    Map.entry(EXPIRES, "CheckpointCoordinator.CheckpointCanceller"),
                    Map.entry(EXPIRES_EARLY, "CheckpointCoordinator.CheckpointCanceller"),
                    Map.entry("fails with its region", "CheckpointCoordinatorDeActivator"),
                    Map.entry("crashes again", "CheckpointCoordinatorDeActivator"),
                    Map.entry(
                            RESTARTS_REGION,
                            "CheckpointCoordinator.restoreLatestCheckpointedStateToSubtasks"),
                    Map.entry(
                            RESTARTS_ALL,
                            "CheckpointCoordinator.restoreLatestCheckpointedStateToAll"),
                    Map.entry(
                            JOB_MANAGER_FAILS,
                            "CheckpointCoordinator.restoreInitialCheckpointIfPresent"));

    private Surroundings surroundings;
    private JobMaster job;
    private ControlView view;
    private ControlRefusals refusals;
    private boolean isSavepointAsked;
    private boolean isFailureForgotten;

    @Override
    public void start(JsonNode head, JsonNode start) throws Exception {
        Settings settings = Settings.of(head, start);
        surroundings = new Surroundings(settings);
        job = new JobMaster(surroundings);
        view = new ControlView(surroundings, new Places(settings.places()));
        refusals = new ControlRefusals(this);
        view.begin(job);
    }

    @Override
    public void step(String action, JsonNode parameters) throws Exception {
        view.begin(job);
        int task = taskOf(parameters);
        long id = view.places().id(placeOf(parameters));
        switch (action) {
            case TRIGGERS -> fire();
            case "asks for a savepoint" -> isSavepointAsked = true;
            case TRIGGERS_SAVEPOINT -> triggerSavepoint();
            case "injects the barriers" -> inject(id);
            case "cannot be triggered" -> job.asked.fail(id);
            case "the pause is over" -> surroundings.advance(JobMaster.PAUSE_MS);
            case ACKNOWLEDGES -> acknowledge(task, id);
            case "passes the barrier, and its gateway opens" ->
                    passBarrier(task, view.places().id(0));
            case "the awaited event arrives" -> confirmEvent(task);
            case "declines", "declines again" -> decline(task, id);
            case EXPIRES, EXPIRES_EARLY -> expire(id);
            case "fails with its region", "crashes again" -> job.fail(task);
            case RESTARTS_REGION -> job.restart(parameters.get("region").asInt());
            case RESTARTS_ALL -> restartAll();
            case JOB_MANAGER_FAILS -> failOverJobManager();
            // What a broken region does from then on are actions of their own.
            case "breaks down" -> {}
            default ->
                    throw new UnmappedException(
                            "flink-checkpoint-control: " + action + " has no counterpart");
        }
        afterwards();
    }

    /** Lets everything happen that a step leads to. */
    void afterwards() {
        job.settle();
        view.end(job);
    }

    @Override
    public ObjectNode observe() {
        return view.observe(job, isSavepointAsked);
    }

    @Override
    public ObjectNode expect(
            String action, JsonNode parameters, ObjectNode before, ObjectNode after) {
        return new ControlExpectation(action, parameters, before, after).expected();
    }

    @Override
    public List<String> explain(
            String action, JsonNode parameters, ObjectNode expected, ObjectNode observed)
            throws Exception {
        return new ControlRules(this, action, parameters, expected, observed).explain();
    }

    @Override
    public String untried(String action, JsonNode parameters, ObjectNode state) {
        return ControlRefusals.untried(action, parameters, state);
    }

    @Override
    public Attempt attempt(String action, JsonNode parameters) throws Exception {
        return refusals.attempt(action, parameters);
    }

    @Override
    public boolean takesTime(String action) {
        return action.equals(TRIGGERS);
    }

    @Override
    public boolean begin(String action, JsonNode parameters, String next) throws Exception {
        return refusals.begin(action, next);
    }

    @Override
    public Attempt end(String action, JsonNode parameters) {
        return refusals.end();
    }

    @Override
    public String subject(String action) {
        return SUBJECTS.getOrDefault(action, "CheckpointCoordinator");
    }

    @Override
    public void close() throws Exception {
        surroundings.close();
    }

    Surroundings surroundings() {
        return surroundings;
    }

    JobMaster job() {
        return job;
    }

    ControlView view() {
        return view;
    }

    boolean isSavepointAsked() {
        return isSavepointAsked;
    }

    /** Whether a checkpoint that is or was pending is a savepoint. */
    boolean isSavepoint(long id) {
        PendingCheckpoint pending = view.known(id);
        return pending != null && CheckpointAccess.isSavepoint(pending);
    }

    /** Whether Flink was to fail the job in the last step, and did not. */
    boolean isFailureForgotten() {
        return isFailureForgotten;
    }

    /** The task of an action. What a broken region does has no parameter: it is the last one. */
    int taskOf(JsonNode parameters) {
        return parameters.path("task").asInt(surroundings.settings.regions() - 1);
    }

    /** The place of an action's checkpoint. With one place there is no parameter. */
    static int placeOf(JsonNode parameters) {
        return parameters.path("slot").asInt(0);
    }

    private void fire() {
        if (!CheckpointAccess.firePeriodicTrigger(job.coordinator)) {
            throw new IllegalStateException("no periodic trigger is armed");
        }
    }

    /**
     * The request is on its way until then: what waits in the queue of CheckpointRequestDecider
     * starts by itself.
     */
    void triggerSavepoint() throws Exception {
        isSavepointAsked = false;
        job.coordinator.triggerSavepoint(surroundings.savepoints(), SavepointFormatType.CANONICAL);
    }

    private void inject(long id) {
        job.asked.answer(id);
        if (surroundings.settings.needsEvent()) {
            job.settleMainThread();
            job.asked.sendBehindTheCut(id);
        }
    }

    private void acknowledge(int task, long id) throws Exception {
        if (!surroundings.settings.needsEvent()) {
            passBarrier(task, id);
        }
        sendAcknowledgement(task, id);
    }

    void sendAcknowledgement(int task, long id) throws Exception {
        AcknowledgeCheckpoint message =
                new AcknowledgeCheckpoint(
                        job.graph.getJobID(),
                        job.attempt(task).getAttemptId(),
                        id,
                        new CheckpointMetrics(),
                        surroundings.states.snapshot(job.operator, id, task));
        job.coordinator.receiveAcknowledgeMessage(message, LOCATION);
    }

    /** What a task sends its coordinator when the barrier has passed it. */
    private void passBarrier(int task, long id) throws Exception {
        int attempt = job.attempt(task).getAttemptNumber();
        job.holder.handleEventFromOperator(task, attempt, new AcknowledgeCheckpointEvent(id));
        job.settleMainThread();
    }

    private void confirmEvent(int task) {
        if (!view.confirmEvent(job, task)) {
            throw new IllegalStateException("Flink has sent task " + task + " no event");
        }
    }

    void decline(int task, long id) {
        DeclineCheckpoint message =
                new DeclineCheckpoint(
                        job.graph.getJobID(),
                        job.attempt(task).getAttemptId(),
                        id,
                        new CheckpointException(CheckpointFailureReason.CHECKPOINT_DECLINED));
        job.coordinator.receiveDeclineMessage(message, LOCATION);
    }

    private void expire(long id) {
        CheckpointAccess.expire(job.coordinator.getPendingCheckpoints().get(id));
    }

    /** Not where Flink does not: what the model says is compared with that. */
    private void restartAll() throws Exception {
        isFailureForgotten = job.isToFail() && !job.handleFailures();
        if (!isFailureForgotten) {
            job.restartAll();
        }
    }

    /** The process is gone: nobody is told anything. */
    private void failOverJobManager() throws Exception {
        isSavepointAsked = false;
        view.forget();
        job = new JobMaster(surroundings);
    }
}
