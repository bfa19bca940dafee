package cutcheck.conformance.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.job.Answers;
import cutcheck.conformance.job.CheckpointedJob;
import cutcheck.conformance.job.StoredState;
import cutcheck.conformance.run.Attempt;
import cutcheck.conformance.run.Driver;
import cutcheck.conformance.run.UnmappedException;

import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.AcknowledgeCheckpointEvent;
import org.apache.flink.runtime.operators.coordination.CoordinatorHolders;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinatorHolder;
import org.apache.flink.runtime.source.coordinator.ManualSourceCoordinator;
import org.apache.flink.runtime.source.event.ReaderRegistrationEvent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Executes runs of flink-split-assignment on CheckpointCoordinator, OperatorCoordinatorHolder,
 * SubtaskGatewayImpl, RecreateOnResetOperatorCoordinator, SourceCoordinator and
 * SplitAssignmentTracker. The enumerator and the tasks are played.
 *
 * <p>Two queues are held back, so that a trigger takes the model's three steps: the coordinator's,
 * until its snapshot is to be taken, and the timer's, until barriers are to be injected. Otherwise
 * both are empty after each step.
 */
public final class SplitDriver implements Driver {

    /** How far the triggering of a checkpoint has come. */
    enum Stage {
        TRIGGERING,
        SNAPSHOTTED,
        INJECTED
    }

    private static final Map<String, String> SUBJECTS =
            Map.ofEntries(
                    Map.entry("assignSplits", "SourceCoordinatorContext.assignSplits"),
                    Map.entry(
                            "AddSplitEvent arrives",
                            "SubtaskGatewayImpl.sendEvent (the confirmation)"),
                    Map.entry(
                            "AddSplitEvent is lost",
                            "SubtaskGatewayImpl.sendEvent (the RPC's failure)"),
                    Map.entry(
                            "takes its snapshot",
                            "OperatorCoordinatorHolder.handleEventFromOperator"),
                    Map.entry(
                            "triggers a checkpoint",
                            "CheckpointCoordinator.startTriggeringCheckpoint"),
                    Map.entry("checkpointCoordinator", "SourceCoordinator.checkpointCoordinator"),
                    Map.entry("injects the barriers", "CheckpointCoordinator.triggerTasks"),
                    Map.entry(
                            "receiveAcknowledgeMessage",
                            "CheckpointCoordinator.receiveAcknowledgeMessage"),
                    Map.entry(
                            "a late acknowledgement arrives",
                            "CheckpointCoordinator.receiveAcknowledgeMessage"),
                    Map.entry(
                            "declines at the trigger",
                            "CheckpointCoordinator.receiveDeclineMessage"),
                    Map.entry(
                            "its asynchronous snapshot fails",
                            "CheckpointCoordinator.receiveDeclineMessage"),
                    Map.entry(
                            "the checkpoint expires",
                            "CheckpointCoordinator.CheckpointCanceller.run"),
                    Map.entry("fails with its region", "SourceCoordinator.executionAttemptFailed"),
                    Map.entry("restarts a region", "OperatorCoordinatorHolder.subtaskReset"),
                    Map.entry(
                            "restarts everything", "OperatorCoordinatorHolder.resetToCheckpoint"));

    /** The source's operator, and the sink's. */
    private static final List<List<OperatorID>> OPERATORS =
            List.of(List.of(new OperatorID(1, 1)), List.of(new OperatorID(1, 2)));

    private CheckpointedJob.Size size;
    private int records;
    private int largestId;
    private CheckpointedJob job;
    private PlayedTasks tasks;
    private Answers answers;
    private ManualSourceCoordinator<NumberedSplit, TreeSet<Integer>> source;
    private OperatorCoordinatorHolder holder;

    /** What is pending, by id. */
    private final TreeMap<Long, Stage> stages = new TreeMap<>();

    private final Map<Long, PendingCheckpoint> pendings = new HashMap<>();
    private PendingCheckpoint lastEnded;

    /**
     * Checkpoints that ended before the coordinator's snapshot for them, which is taken all the
     * same (X12).
     */
    private final Set<Long> endedBeforeSnapshot = new HashSet<>();

    /** What tasks have stored. */
    private final Map<Answer, StoredState> stored = new HashMap<>();

    /** States that have arrived at the CheckpointCoordinator. */
    private final List<StoredState> arrived = new ArrayList<>();

    /** The gateways before a step that may open others than its own (X13). */
    private Runnable gatewaysBefore;

    private final List<Set<Integer>> sentBefore = new ArrayList<>();

    // ------------------------------------------------------------------------------------------
    //  A run
    // ------------------------------------------------------------------------------------------

    @Override
    public void start(JsonNode head, JsonNode start) throws Exception {
        JsonNode scope = head.get("scope");
        if (head.get("rules").path("regional").asBoolean()) {
            throw new UnmappedException("regional checkpoints are not in a released Flink");
        }
        size =
                new CheckpointedJob.Size(
                        scope.get("subtasks").asInt(),
                        scope.get("tasksPerRegion").asInt(),
                        scope.get("concurrent").asInt());
        records = scope.get("records").asInt();
        largestId = scope.get("checkpoints").asInt();
        answers = new Answers(scope.get("lateAcks").asBoolean());
        tasks = new PlayedTasks(size);
        job = new CheckpointedJob(size, tasks, OPERATORS);
        tasks.play(job);
        source =
                new ManualSourceCoordinator<>(
                        job.operatorOf(0), new NumberedSource(scope.get("splits").asInt()));
        holder = CoordinatorHolders.create(source, job.sources());
        job.run(List.of(holder));
        registerAll();
        settle();
    }

    private void registerAll() throws Exception {
        for (int subtask = 0; subtask < size.subtasks(); subtask++) {
            register(subtask);
        }
    }

    /** A reader that has started registers. */
    private void register(int subtask) throws Exception {
        holder.handleEventFromOperator(
                subtask,
                job.attemptNumberOf(tasks.sourceOf(subtask)),
                new ReaderRegistrationEvent(subtask, "a host"));
    }

    @Override
    public void step(String action, JsonNode parameters) throws Exception {
        Parameters of = new Parameters(parameters);
        switch (action) {
            case "assignSplits" -> enumerator().assign(of.split(), of.subtask());
            case "AddSplitEvent arrives" -> receiveSplit(of.subtask(), of.split());
            case "AddSplitEvent is lost" -> loseSplit(of.subtask(), of.split());
            case "reads a record" -> readRecord(of.subtask(), of.split());
            case "takes from its channel" -> takeFromChannel(of.subtask());
            case "takes its snapshot" -> takeSnapshot(of.subtask());
            case "triggers a checkpoint" -> trigger();
            case "checkpointCoordinator" -> takeCoordinatorSnapshot(of.checkpoint());
            case "injects the barriers" -> injectBarriers(of.checkpoint());
            case "receiveAcknowledgeMessage" -> deliver(answers.take(of.task(), of.checkpoint()));
            case "a late acknowledgement arrives" -> deliver(answers.takeLate());
            case "declines at the trigger" -> declineAtTrigger(of.subtask());
            case "its asynchronous snapshot fails" -> failAsynchronousPart(of.task());
            case "the checkpoint expires" -> expire(of.checkpoint());
            case "fails with its region" -> job.fail(of.task());
            case "restarts a region" -> restartRegion(of.region());
            case "restarts everything" -> restartEverything();
            default -> throw new UnmappedException(action);
        }
        settle();
    }

    /** The parameters of a step. */
    private final class Parameters {
        private final JsonNode values;

        Parameters(JsonNode values) {
            this.values = values;
        }

        private int number(String name) {
            if (!values.path(name).isInt()) {
                throw new UnmappedException("the parameter " + name + " is not there");
            }
            return values.get(name).asInt();
        }

        int split() {
            return number("split");
        }

        int subtask() {
            return number("subtask");
        }

        int region() {
            return number("region");
        }

        int task() {
            return number("task");
        }

        /** Where one checkpoint is pending at a time the model does not name it. */
        long checkpoint() {
            if (size.concurrent() > 1) {
                return number("id");
            }
            return stages.isEmpty() ? 0 : stages.firstKey();
        }
    }

    // ------------------------------------------------------------------------------------------
    //  Splits and records
    // ------------------------------------------------------------------------------------------

    private NumberedSource.Enumerator enumerator() {
        return (NumberedSource.Enumerator) source.enumerator();
    }

    private CompletableFuture<Acknowledge> takeSent(int subtask, int split) {
        CompletableFuture<Acknowledge> confirmation = tasks.source(subtask).sent.remove(split);
        if (confirmation == null) {
            throw new IllegalStateException(
                    "no event for split " + split + " was sent to subtask " + subtask);
        }
        return confirmation;
    }

    private void receiveSplit(int subtask, int split) {
        CompletableFuture<Acknowledge> confirmation = takeSent(subtask, split);
        tasks.source(subtask).memory.own.put(split, 0);
        confirmation.complete(Acknowledge.get());
    }

    /** What the loss leads to is up to the gateway. */
    private void loseSplit(int subtask, int split) {
        takeSent(subtask, split).completeExceptionally(new Exception("the RPC fails"));
    }

    private void readRecord(int subtask, int split) {
        TaskMemory reader = tasks.source(subtask).memory;
        int offset = reader.own.get(split);
        reader.own.put(split, offset + 1);
        if (size.tasksPerRegion() == 1) {
            reader.count(split, offset, records);
        } else {
            tasks.sink(subtask).channel.add(new PlayedTasks.Element(split, offset));
        }
    }

    private void takeFromChannel(int subtask) throws IOException {
        int sink = tasks.sinkOf(subtask);
        PlayedTasks.Element element = tasks.get(sink).channel.remove();
        if (!element.isBarrier()) {
            tasks.get(sink).memory.count(element.split(), (int) element.number(), records);
        } else if (stages.containsKey(element.number())) {
            answer(sink, element.number());
        }
    }

    // ------------------------------------------------------------------------------------------
    //  Checkpoints
    // ------------------------------------------------------------------------------------------

    private void trigger() {
        job.trigger();
        for (long id : job.pending()) {
            stages.putIfAbsent(id, Stage.TRIGGERING);
            pendings.put(id, job.pending(id));
        }
    }

    private void takeCoordinatorSnapshot(long checkpoint) {
        stages.put(checkpoint, Stage.SNAPSHOTTED);
        source.runQueue();
    }

    private void injectBarriers(long checkpoint) {
        stages.put(checkpoint, Stage.INJECTED);
    }

    private void takeSnapshot(int subtask) throws Exception {
        answer(tasks.sourceOf(subtask), passBarrier(subtask));
    }

    /** The synchronous part: the barrier goes on, and the coordinator hears of it. */
    private long passBarrier(int subtask) throws Exception {
        PlayedTasks.Task task = tasks.source(subtask);
        long checkpoint = task.trigger;
        task.trigger = 0;
        if (size.tasksPerRegion() > 1) {
            tasks.sink(subtask).channel.add(new PlayedTasks.Element(-1, checkpoint));
        }
        holder.handleEventFromOperator(
                subtask,
                job.attemptNumberOf(tasks.sourceOf(subtask)),
                new AcknowledgeCheckpointEvent(checkpoint));
        return checkpoint;
    }

    private void answer(int task, long checkpoint) throws IOException {
        TaskMemory memory = tasks.get(task).memory;
        TaskStateSnapshot snapshot = null;
        if (!memory.isEmpty()) {
            StoredState state = StoredState.of(task, checkpoint, memory.toJson());
            stored.put(new Answer(task, checkpoint), state);
            snapshot = state.asSnapshotOf(job.operatorOf(task));
        }
        answers.send(
                new Answers.Message(task, job.attemptOf(task), checkpoint, snapshot),
                stages.containsKey(checkpoint));
    }

    private void deliver(Answers.Message message) throws Exception {
        StoredState state = stored.get(new Answer(message.task(), message.checkpoint()));
        if (state != null) {
            arrived.add(state);
        }
        job.acknowledge(message.attempt(), message.checkpoint(), message.state());
    }

    /** Whose answer, and to what. */
    private record Answer(int task, long checkpoint) {}

    private void declineAtTrigger(int subtask) {
        PlayedTasks.Task task = tasks.source(subtask);
        long checkpoint = task.trigger;
        task.trigger = 0;
        job.decline(tasks.sourceOf(subtask), checkpoint);
    }

    private void failAsynchronousPart(int task) throws Exception {
        int subtask = task / size.tasksPerRegion();
        boolean isSource = task == tasks.sourceOf(subtask);
        job.decline(
                task, isSource ? passBarrier(subtask) : tasks.get(task).channel.remove().number());
    }

    private void expire(long checkpoint) {
        gatewaysBefore = CoordinatorHolders.remember(holder);
        sentBefore.clear();
        for (int subtask = 0; subtask < size.subtasks(); subtask++) {
            PlayedTasks.Task task = tasks.source(subtask);
            sentBefore.add(task == null ? Set.of() : new TreeSet<>(task.sent.keySet()));
        }
        job.expire(checkpoint);
    }

    private void restartRegion(int region) throws Exception {
        job.restartRegion(region);
        tasks.refresh();
        register(region);
    }

    private void restartEverything() throws Exception {
        job.restartEverything(() -> CoordinatorHolders.awaitReset(holder));
        tasks.refresh();
        registerAll();
    }

    /** Lets everything happen that is not held back. */
    void settle() throws IOException {
        forgetEnded();
        if (!stages.containsValue(Stage.TRIGGERING)) {
            source.runQueue();
            if (!stages.containsValue(Stage.SNAPSHOTTED)) {
                job.timer().triggerAll();
            }
        }
        tasks.refresh();
    }

    /** Checkpoints that have ended, in the order of their places in the model. */
    private void forgetEnded() {
        Set<Long> pending = new HashSet<>(job.pending());
        List<Long> ended = new ArrayList<>(stages.keySet());
        ended.removeAll(pending);
        ended.sort(Comparator.comparingLong(id -> id % size.concurrent()));
        for (long id : ended) {
            if (stages.remove(id) == Stage.TRIGGERING) {
                endedBeforeSnapshot.add(id);
            }
            answers.ended(id);
            lastEnded = pendings.remove(id);
        }
    }

    // ------------------------------------------------------------------------------------------
    //  What is seen
    // ------------------------------------------------------------------------------------------

    @Override
    public ObjectNode observe() throws Exception {
        return new SplitView(
                        job,
                        size,
                        tasks,
                        answers,
                        source,
                        holder,
                        enumerator().unassigned(),
                        arrived)
                .toJson();
    }

    @Override
    public String subject(String action) {
        return SUBJECTS.getOrDefault(action, "the driver plays it");
    }

    @Override
    public List<String> explain(
            String action, JsonNode parameters, ObjectNode expected, ObjectNode observed)
            throws Exception {
        SplitRules rules = new SplitRules(expected, endedBeforeSnapshot);
        if (rules.isX12(observed)) {
            return List.of("X12");
        }
        if (rules.mayBeR2(action, observed)) {
            job.coordinator().stopCheckpointScheduler();
            settle();
            return rules.whenMended("R2", observe());
        }
        if (rules.mayBeX13(action, observed) && gatewaysBefore != null) {
            closeAgain(new Parameters(parameters).checkpoint());
            return rules.whenMended("X13", observe());
        }
        return stages.containsValue(Stage.TRIGGERING)
                ? rules.whenQueued(observed, job.latestId())
                : List.of();
    }

    /**
     * Brings the gateways to what they were before a checkpoint ended, and lets them open for this
     * one alone.
     */
    private void closeAgain(long checkpoint) throws IOException {
        gatewaysBefore.run();
        for (int subtask = 0; subtask < size.subtasks(); subtask++) {
            PlayedTasks.Task task = tasks.source(subtask);
            if (task != null) {
                task.sent.keySet().retainAll(sentBefore.get(subtask));
                CoordinatorHolders.open(holder, subtask, checkpoint);
            }
        }
        settle();
    }

    // ------------------------------------------------------------------------------------------
    //  What the model does not allow
    // ------------------------------------------------------------------------------------------

    @Override
    public String untried(String action, JsonNode parameters, ObjectNode state) {
        return SplitRefusals.untried(action, parameters, state);
    }

    @Override
    public Attempt attempt(String action, JsonNode parameters) throws Exception {
        return new SplitRefusals(this).attempt(action, parameters);
    }

    CheckpointedJob job() {
        return job;
    }

    /** The largest checkpoint id of the model. */
    int largestId() {
        return largestId;
    }

    /** How many checkpoints can be pending. */
    int concurrent() {
        return size.concurrent();
    }

    /** The checkpoint that ended last, null for none. */
    PendingCheckpoint lastEnded() {
        return lastEnded;
    }

    /** The source task of a subtask. */
    int sourceOf(int subtask) {
        return tasks.sourceOf(subtask);
    }
}
