package cutcheck.conformance.logs;

import java.util.Arrays;
import java.util.List;

/** What can go wrong in a job, or is asked of it. */
enum TroubleKind {
    /** The map of one subtask throws: its task fails. */
    MAP_THROWS(Place.SUBTASK),
    /** The map of one subtask takes long, so its barriers wait. */
    MAP_SLOW(Place.SUBTASK),
    /** The synchronous part of a snapshot throws: the task fails. */
    SYNC_THROWS(Place.SUBTASK),
    /** The synchronous part of a snapshot takes long. */
    SYNC_SLOW(Place.SUBTASK),
    /** The asynchronous part of a snapshot throws: the task declines. */
    ASYNC_THROWS(Place.SUBTASK),
    /** The asynchronous part of a snapshot takes long: the task is silent. */
    ASYNC_SLOW(Place.SUBTASK),
    /** Several subtasks decline. */
    ASYNC_THROWS_TWICE(Place.JOB),
    /** A subtask declines, and another one fails at about the same time. */
    ASYNC_AND_MAP_THROW(Place.JOB),
    /** The commit of a transaction throws, in the notification: the task fails. */
    COMMIT_THROWS(Place.SUBTASK),
    /** The enumerator's snapshot throws: the trigger fails. */
    COORDINATOR_THROWS(Place.PIPELINE),
    /**
     * The enumerator's snapshot takes long, so that the checkpoint can expire while it is being
     * triggered.
     */
    COORDINATOR_SLOW(Place.PIPELINE),
    /** The enumerator throws at a reader's request: a global failure. */
    ENUMERATOR_THROWS(Place.PIPELINE),
    SAVEPOINT(Place.JOB),
    TWO_SAVEPOINTS(Place.JOB),
    MANUAL_CHECKPOINT(Place.JOB),
    /** The JobManager loses its leadership and gets it back. */
    JOB_MANAGER(Place.JOB);

    /** Who is asked. */
    enum Place {
        SUBTASK,
        PIPELINE,
        JOB
    }

    final Place place;

    TroubleKind(Place place) {
        this.place = place;
    }

    /** Those from which one is drawn. The JobManager's change is drawn apart. */
    static List<TroubleKind> drawn(boolean savepoints) {
        return Arrays.stream(values())
                .filter(kind -> kind != JOB_MANAGER && (savepoints || !kind.isRequest()))
                .toList();
    }

    /** Whether somebody asks for a checkpoint or a savepoint: nothing goes wrong by itself. */
    private boolean isRequest() {
        return this == SAVEPOINT || this == TWO_SAVEPOINTS || this == MANUAL_CHECKPOINT;
    }
}
