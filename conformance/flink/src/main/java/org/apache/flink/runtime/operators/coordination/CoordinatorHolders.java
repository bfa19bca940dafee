package org.apache.flink.runtime.operators.coordination;

import cutcheck.conformance.run.Inside;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.TaskInformation;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.util.SerializedValue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Makes an OperatorCoordinatorHolder, and reads and mends its gateways. */
public final class CoordinatorHolders {
    private CoordinatorHolders() {}

    /**
     * A holder whose gateways reach tasks through the executions of a vertex, as in a job.
     *
     * @param provider makes the operator coordinator
     */
    public static OperatorCoordinatorHolder create(
            OperatorCoordinator.Provider provider, ExecutionJobVertex vertex) throws Exception {
        return OperatorCoordinatorHolder.create(
                provider.getOperatorId(),
                provider,
                new CoordinatorStoreImpl(),
                vertex.getName(),
                CoordinatorHolders.class.getClassLoader(),
                vertex.getParallelism(),
                vertex.getMaxParallelism(),
                new OpenAccess(vertex, provider.getOperatorId()),
                false,
                new TaskInformation(
                        vertex.getJobVertexId(),
                        vertex.getName(),
                        vertex.getParallelism(),
                        vertex.getMaxParallelism(),
                        "none",
                        new Configuration()),
                UnregisteredMetricGroups.createUnregisteredJobManagerJobMetricGroup());
    }

    /**
     * Waits until the coordinator that a reset replaces is closed and the new one has caught up.
     */
    public static void awaitReset(OperatorCoordinatorHolder holder) throws Exception {
        var coordinator = (RecreateOnResetOperatorCoordinator) holder.coordinator();
        coordinator.waitForAllAsyncCallsFinish();
        Object current = Inside.field(coordinator, "coordinator");
        while (!(boolean) Inside.field(current, "hasCaughtUp")) {
            Thread.yield();
        }
    }

    /**
     * What a gateway keeps.
     *
     * @param marked checkpoints whose coordinator snapshot was asked for or taken, and which have
     *     not ended for the gateway
     * @param withheld by checkpoint for which the gateway is closed: the events that wait for its
     *     opening, in order
     */
    public record Gateway(
            List<Long> marked, Map<Long, List<SerializedValue<OperatorEvent>>> withheld) {}

    /** What the gateway of a subtask's current attempt keeps. */
    public static Gateway gateway(OperatorCoordinatorHolder holder, int subtask) {
        SubtaskGatewayImpl gateway = gateways(holder).get(subtask);
        Map<Long, List<SerializedValue<OperatorEvent>>> withheld = new TreeMap<>();
        blocked(gateway)
                .forEach((checkpoint, events) -> withheld.put(checkpoint, contents(events)));
        return new Gateway(new ArrayList<>(marked(gateway)), withheld);
    }

    private static List<SerializedValue<OperatorEvent>> contents(List<?> events) {
        List<SerializedValue<OperatorEvent>> contents = new ArrayList<>();
        for (Object event : events) {
            contents.add(((Sending) Inside.field(event, "sendAction")).event);
        }
        return contents;
    }

    /**
     * Remembers what all gateways keep.
     *
     * @return brings the gateways back to that; what was sent in between is sent again when they
     *     open
     */
    public static Runnable remember(OperatorCoordinatorHolder holder) {
        List<Runnable> restores = new ArrayList<>();
        for (SubtaskGatewayImpl gateway : gateways(holder).values()) {
            TreeSet<Long> marks = new TreeSet<>(marked(gateway));
            TreeMap<Long, List<Object>> events = new TreeMap<>();
            blocked(gateway)
                    .forEach((checkpoint, each) -> events.put(checkpoint, new ArrayList<>(each)));
            restores.add(() -> restore(gateway, marks, events));
        }
        return () -> restores.forEach(Runnable::run);
    }

    private static void restore(
            SubtaskGatewayImpl gateway, TreeSet<Long> marks, TreeMap<Long, List<Object>> events) {
        marked(gateway).clear();
        marked(gateway).addAll(marks);
        blocked(gateway).clear();
        blocked(gateway).putAll(events);
    }

    /** The gateway of a subtask opens for a checkpoint, as its end makes it. */
    public static void open(OperatorCoordinatorHolder holder, int subtask, long checkpoint) {
        gateways(holder).get(subtask).openGatewayAndUnmarkCheckpoint(checkpoint);
    }

    @SuppressWarnings("unchecked")
    private static Map<Integer, SubtaskGatewayImpl> gateways(OperatorCoordinatorHolder holder) {
        return (Map<Integer, SubtaskGatewayImpl>) Inside.field(holder, "subtaskGatewayMap");
    }

    @SuppressWarnings("unchecked")
    private static TreeSet<Long> marked(SubtaskGatewayImpl gateway) {
        return (TreeSet<Long>) Inside.field(gateway, "currentMarkedCheckpointIds");
    }

    @SuppressWarnings("unchecked")
    private static TreeMap<Long, List<Object>> blocked(SubtaskGatewayImpl gateway) {
        return (TreeMap<Long, List<Object>>) Inside.field(gateway, "blockedEventsMap");
    }

    /**
     * The action by which a gateway sends an event, with the event beside it, so that one sees what
     * is withheld.
     */
    private static final class Sending implements Callable<CompletableFuture<Acknowledge>> {
        private final SerializedValue<OperatorEvent> event;
        private final Callable<CompletableFuture<Acknowledge>> action;

        Sending(
                SerializedValue<OperatorEvent> event,
                Callable<CompletableFuture<Acknowledge>> action) {
            this.event = event;
            this.action = action;
        }

        @Override
        public CompletableFuture<Acknowledge> call() throws Exception {
            return action.call();
        }
    }

    /** Flink's own way to the tasks, ExecutionSubtaskAccess, with {@link Sending}s. */
    private static final class OpenAccess implements SubtaskAccess.SubtaskAccessFactory {
        private final SubtaskAccess.SubtaskAccessFactory accesses;

        OpenAccess(ExecutionJobVertex vertex, OperatorID operator) {
            accesses = new ExecutionSubtaskAccess.ExecutionJobVertexSubtaskAccess(vertex, operator);
        }

        @Override
        public Collection<SubtaskAccess> getAccessesForSubtask(int subtask) {
            List<SubtaskAccess> opened = new ArrayList<>();
            accesses.getAccessesForSubtask(subtask)
                    .forEach(access -> opened.add(new OneAccess(access)));
            return opened;
        }

        @Override
        public SubtaskAccess getAccessForAttempt(int subtask, int attempt) {
            return new OneAccess(accesses.getAccessForAttempt(subtask, attempt));
        }
    }

    private static final class OneAccess implements SubtaskAccess {
        private final SubtaskAccess access;

        OneAccess(SubtaskAccess access) {
            this.access = access;
        }

        @Override
        public Callable<CompletableFuture<Acknowledge>> createEventSendAction(
                SerializedValue<OperatorEvent> event) {
            return new Sending(event, access.createEventSendAction(event));
        }

        @Override
        public int getSubtaskIndex() {
            return access.getSubtaskIndex();
        }

        @Override
        public ExecutionAttemptID currentAttempt() {
            return access.currentAttempt();
        }

        @Override
        public String subtaskName() {
            return access.subtaskName();
        }

        @Override
        public CompletableFuture<?> hasSwitchedToRunning() {
            return access.hasSwitchedToRunning();
        }

        @Override
        public boolean isStillRunning() {
            return access.isStillRunning();
        }

        @Override
        public void triggerTaskFailover(Throwable cause) {
            access.triggerTaskFailover(cause);
        }
    }
}
