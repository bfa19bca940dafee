package org.apache.flink.runtime.checkpoint;

import cutcheck.conformance.run.Inside;

import org.apache.flink.core.testutils.ScheduledTask;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinatorTestingUtils.CheckpointCoordinatorBuilder;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinatorTestingUtils.CheckpointExecutionGraphBuilder;
import org.apache.flink.runtime.concurrent.ComponentMainThreadExecutor;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** What only Flink's package may call or see of checkpoints. */
public final class CheckpointAccess {
    private CheckpointAccess() {}

    /** A started graph of one vertex, whose tasks have slots and are not deployed yet. */
    public static ExecutionGraph graphOf(
            JobVertex vertex,
            TaskManagerGateway gateway,
            ComponentMainThreadExecutor mainThread,
            ScheduledExecutorService executor)
            throws Exception {
        return new CheckpointExecutionGraphBuilder()
                .addJobVertex(vertex, true)
                .setTaskManagerGateway(gateway)
                .setTransitToRunning(false)
                .setMainThreadExecutor(mainThread)
                .build(executor);
    }

    /** A tracker of statistics that nobody reads; it is a class in 1.20 and an interface in 2.x. */
    public static CheckpointStatsTracker statsTracker() {
        return (CheckpointStatsTracker)
                Inside.field(new CheckpointCoordinatorBuilder(), "checkpointStatsTracker");
    }

    /**
     * Runs the armed ScheduledTrigger, whenever it is due.
     *
     * @return false if none is armed
     */
    public static boolean firePeriodicTrigger(CheckpointCoordinator coordinator) {
        Object armed = Inside.field(coordinator, "currentPeriodicTriggerFuture");
        if (armed == null) {
            return false;
        }
        ((ScheduledTask<?>) armed).execute();
        return true;
    }

    /** Runs the CheckpointCanceller of one checkpoint, and not those of the others. */
    public static void expire(PendingCheckpoint pending) {
        ((ScheduledTask<?>) Inside.field(pending, "cancellerHandle")).execute();
    }

    /** Whether a pending checkpoint is a savepoint. */
    public static boolean isSavepoint(PendingCheckpoint pending) {
        return pending.getProps().isSavepoint();
    }

    /** Whether the timer still holds the CheckpointCanceller of a checkpoint. */
    public static boolean mayExpire(PendingCheckpoint pending) {
        return !((ScheduledTask<?>) Inside.field(pending, "cancellerHandle")).isDone();
    }

    /** When the last checkpoint completed, in ms of the coordinator's clock; 0: none has. */
    public static long lastCompletion(CheckpointCoordinator coordinator) {
        return (long) Inside.field(coordinator, "lastCheckpointCompletionRelativeTime");
    }

    /** Failures in a row that CheckpointFailureManager has counted. */
    public static AtomicInteger failures(CheckpointFailureManager manager) {
        return (AtomicInteger) Inside.field(manager, "continuousFailureCounter");
    }

    /** The newest id that has succeeded, -1 for none. */
    public static long lastSucceeded(CheckpointFailureManager manager) {
        return (long) Inside.field(manager, "lastSucceededCheckpointId");
    }

    /** CheckpointFailureManager.handleJobLevelCheckpointException: counts an expired checkpoint. */
    public static void countExpired(CheckpointFailureManager manager, long id) {
        CheckpointProperties props =
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION);
        manager.handleJobLevelCheckpointException(
                props, new CheckpointException(CheckpointFailureReason.CHECKPOINT_EXPIRED), id);
    }
}
