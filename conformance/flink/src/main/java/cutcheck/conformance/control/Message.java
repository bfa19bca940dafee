package cutcheck.conformance.control;

import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;

/**
 * A message of the JobManager to a task about a checkpoint.
 *
 * @param checkpoint its id
 * @param task who is addressed
 * @param latest ABORT: the id of the newest completed checkpoint that the message carries
 */
record Message(Kind kind, long checkpoint, ExecutionAttemptID task, long latest) {
    enum Kind {
        TRIGGER,
        COMPLETE,
        ABORT
    }
}
