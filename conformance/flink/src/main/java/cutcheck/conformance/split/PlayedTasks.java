package cutcheck.conformance.split;

import cutcheck.conformance.job.CheckpointedJob;
import cutcheck.conformance.job.TaskCalls;

import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.source.event.AddSplitEvent;
import org.apache.flink.util.SerializedValue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The tasks, of which no class of Flink's is used here: readers that have splits, sinks that count,
 * and what the JobManager sends them. A task starts with the state that Flink has assigned to its
 * attempt.
 */
final class PlayedTasks implements TaskCalls {

    /**
     * An element of the channel between a source and its sink: a record, or a barrier.
     *
     * @param split -1 for a barrier
     * @param number the record's offset, or the checkpoint's id
     */
    record Element(int split, long number) {
        boolean isBarrier() {
            return split < 0;
        }
    }

    /** A task's attempt. */
    static final class Task {
        final ExecutionAttemptID attempt;
        final TaskMemory memory;

        /** The checkpoint whose trigger waits in the mailbox, 0 for none. */
        long trigger;

        /** Splits that were sent and not confirmed. */
        final Map<Integer, CompletableFuture<Acknowledge>> sent = new TreeMap<>();

        /** Of a sink: what its source has sent. */
        final Deque<Element> channel = new ArrayDeque<>();

        private Task(ExecutionAttemptID attempt, TaskMemory memory) {
            this.attempt = attempt;
            this.memory = memory;
        }
    }

    private final CheckpointedJob.Size size;
    private final List<Task> tasks = new ArrayList<>();
    private CheckpointedJob job;

    PlayedTasks(CheckpointedJob.Size size) {
        this.size = size;
        for (int task = 0; task < size.tasks(); task++) {
            tasks.add(null);
        }
    }

    /** The tasks of this job are played from now on. */
    void play(CheckpointedJob played) {
        job = played;
    }

    /** Looks which attempts have ended and which have come up. */
    void refresh() throws IOException {
        for (int task = 0; task < tasks.size(); task++) {
            Task known = tasks.get(task);
            if (!job.isRunning(task)) {
                tasks.set(task, null);
            } else if (known == null || !known.attempt.equals(job.attemptOf(task))) {
                tasks.set(
                        task,
                        new Task(job.attemptOf(task), TaskMemory.from(job.restoredStateOf(task))));
            }
        }
    }

    /** A task's running attempt, null if it does not run. */
    Task get(int task) {
        return tasks.get(task);
    }

    /** The task of a source subtask. */
    int sourceOf(int subtask) {
        return subtask * size.tasksPerRegion();
    }

    /** The task of the sink behind a source subtask: the same one where they are chained. */
    int sinkOf(int subtask) {
        return sourceOf(subtask) + size.tasksPerRegion() - 1;
    }

    Task source(int subtask) {
        return tasks.get(sourceOf(subtask));
    }

    Task sink(int subtask) {
        return tasks.get(sinkOf(subtask));
    }

    /** The running task of an attempt, null if that attempt does not run. */
    private Task of(ExecutionAttemptID attempt) {
        for (Task task : tasks) {
            if (task != null && task.attempt.equals(attempt)) {
                return task;
            }
        }
        return null;
    }

    @Override
    public void trigger(ExecutionAttemptID attempt, long checkpoint, CheckpointOptions options) {
        Task task = of(attempt);
        if (task != null) {
            task.trigger = checkpoint;
        }
    }

    @Override
    public void complete(ExecutionAttemptID attempt, long checkpoint) {}

    /**
     * A trigger that the task has not taken meets the recorded abort
     * (SubtaskCheckpointCoordinatorImpl).
     */
    @Override
    public void aborted(ExecutionAttemptID attempt, long checkpoint, long latest) {
        Task task = of(attempt);
        if (task != null && task.trigger == checkpoint) {
            task.trigger = 0;
        }
    }

    @Override
    public CompletableFuture<Acknowledge> event(
            ExecutionAttemptID attempt, SerializedValue<OperatorEvent> event) {
        CompletableFuture<Acknowledge> confirmation = new CompletableFuture<>();
        Task task = of(attempt);
        if (task == null) {
            confirmation.completeExceptionally(new Exception("the attempt does not run"));
        } else {
            splitsIn(event).forEach(split -> task.sent.put(split, confirmation));
        }
        return confirmation;
    }

    /**
     * The numbers of the splits that an event assigns.
     *
     * @throws IllegalStateException if the event is another one: the driver knows what to do with
     *     these alone
     */
    static List<Integer> splitsIn(SerializedValue<OperatorEvent> serialized) {
        try {
            OperatorEvent event = serialized.deserializeValue(PlayedTasks.class.getClassLoader());
            if (event instanceof AddSplitEvent<?> assignment) {
                @SuppressWarnings("unchecked")
                var splits =
                        ((AddSplitEvent<NumberedSplit>) assignment)
                                .splits(new NumberedSplit.Serializer());
                return splits.stream().map(NumberedSplit::number).toList();
            }
            throw new IllegalStateException("an unexpected event: " + event);
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
