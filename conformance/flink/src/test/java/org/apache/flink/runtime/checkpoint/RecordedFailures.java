package org.apache.flink.runtime.checkpoint;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;

import java.util.function.Consumer;

/** A failure manager that writes down what it is told, and that it fails the job. */
final class RecordedFailures extends CheckpointFailureManager {
    private final Consumer<String> record;

    RecordedFailures(int tolerable, Consumer<String> record, Runnable whenJobFails) {
        super(
                tolerable,
                new FailJobCallback() {
                    @Override
                    public void failJob(Throwable cause) {
                        record.accept("failJob");
                        whenJobFails.run();
                    }

                    @Override
                    public void failJobDueToTaskFailure(
                            Throwable cause, ExecutionAttemptID attempt) {
                        record.accept("failJobDueToTask");
                        whenJobFails.run();
                    }
                });
        this.record = record;
    }

    @Override
    public void handleCheckpointException(
            PendingCheckpoint pending,
            CheckpointProperties properties,
            CheckpointException exception,
            ExecutionAttemptID attempt,
            JobID job,
            PendingCheckpointStats statistics,
            CheckpointStatsTracker tracker) {
        String id = pending == null ? "no id" : "" + pending.getCheckpointID();
        record.accept("failure(" + id + ", " + exception.getCheckpointFailureReason() + ")");
        super.handleCheckpointException(
                pending, properties, exception, attempt, job, statistics, tracker);
    }

    @Override
    public void handleCheckpointSuccess(long checkpoint) {
        record.accept("success(" + checkpoint + ")");
        super.handleCheckpointSuccess(checkpoint);
    }
}
