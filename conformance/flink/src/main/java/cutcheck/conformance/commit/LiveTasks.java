package cutcheck.conformance.commit;

import cutcheck.conformance.job.CheckpointedJob;
import cutcheck.conformance.job.TaskCalls;

import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.JobManagerTaskRestore;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.streaming.runtime.tasks.StreamTaskAttempt;
import org.apache.flink.util.SerializedValue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The tasks of a job, each a real StreamTask, and what is underway to them. */
final class LiveTasks implements TaskCalls {

    /** A task's attempt. */
    static final class Task {
        final ExecutionAttemptID id;
        final StreamTaskAttempt attempt;

        /** The checkpoint that it was restored from, 0 for none. */
        final long restored;

        /** The checkpoint whose trigger waits, or whose barrier is in the channel; 0 for none. */
        long trigger;

        /** The checkpoints of whose end it has heard. */
        final Set<Long> aborted = new HashSet<>();

        private Task(ExecutionAttemptID id, StreamTaskAttempt attempt, long restored) {
            this.id = id;
            this.attempt = attempt;
            this.restored = restored;
        }
    }

    private final List<Task> tasks = new ArrayList<>();
    private final List<Inbox> inboxes = new ArrayList<>();
    private final Chains chains;
    private CheckpointedJob job;

    LiveTasks(int count, Chains chains) {
        this.chains = chains;
        for (int task = 0; task < count; task++) {
            tasks.add(null);
            inboxes.add(new Inbox());
        }
    }

    void live(CheckpointedJob inJob) {
        job = inJob;
    }

    /** Ends the attempts that have ended in the job, and brings up those that are new. */
    void refresh() throws Exception {
        for (int task = 0; task < tasks.size(); task++) {
            Task known = tasks.get(task);
            boolean isSame = known != null && known.id.equals(job.attemptOf(task));
            if (known != null && !(isSame && job.isRunning(task))) {
                end(task);
            }
            if (tasks.get(task) == null && job.isRunning(task)) {
                start(task);
            }
        }
    }

    private void start(int task) throws Exception {
        JobManagerTaskRestore restore = job.restoreOf(task);
        StreamTaskAttempt attempt =
                StreamTaskAttempt.start(chains.idsOf(task), chains.operatorsOf(task), restore);
        long restored = restore == null ? 0 : restore.getRestoreCheckpointId();
        tasks.set(task, new Task(job.attemptOf(task), attempt, restored));
    }

    private void end(int task) throws Exception {
        tasks.get(task).attempt.close();
        tasks.set(task, null);
        inboxes.get(task).forgetCompletions();
    }

    /** A task's running attempt, null if it does not run. */
    Task get(int task) {
        return tasks.get(task);
    }

    Inbox inboxOf(int task) {
        return inboxes.get(task);
    }

    /** All attempts end. */
    void close() throws Exception {
        for (int task = 0; task < tasks.size(); task++) {
            if (tasks.get(task) != null) {
                end(task);
            }
        }
    }

    @Override
    public void trigger(ExecutionAttemptID attempt, long checkpoint, CheckpointOptions options) {
        int task = job.taskOf(attempt);
        if (task >= 0 && tasks.get(task) != null) {
            tasks.get(task).trigger = checkpoint;
        }
    }

    @Override
    public void complete(ExecutionAttemptID attempt, long checkpoint) {
        int task = job.taskOf(attempt);
        if (task >= 0 && job.isRunning(task)) {
            inboxes.get(task).add(new Inbox.Message(Inbox.COMPLETE, checkpoint, 0));
        }
    }

    @Override
    public void aborted(ExecutionAttemptID attempt, long checkpoint, long latest) {
        int task = job.taskOf(attempt);
        if (task >= 0) {
            inboxes.get(task).add(new Inbox.Message(Inbox.ABORTED, checkpoint, latest));
        }
    }

    /** There are no operator coordinators. */
    @Override
    public CompletableFuture<Acknowledge> event(
            ExecutionAttemptID attempt, SerializedValue<OperatorEvent> event) {
        throw new IllegalStateException("an unexpected event");
    }
}
