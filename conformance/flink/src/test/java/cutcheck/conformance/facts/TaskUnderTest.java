package cutcheck.conformance.facts;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointMetrics;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.io.network.api.CancelCheckpointMarker;
import org.apache.flink.runtime.io.network.api.CheckpointBarrier;
import org.apache.flink.runtime.io.network.partition.consumer.TestInputChannel;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.taskmanager.TestCheckpointResponder;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.OneInputStreamTask;
import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.apache.flink.streaming.runtime.tasks.StreamTaskMailboxTestHarness;
import org.apache.flink.streaming.runtime.tasks.StreamTaskMailboxTestHarnessBuilder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A task of Flink's with one input, on its mailbox, in the thread of the test. What it reports to
 * the JobManager happens in the {@link Script}: {@code ack(n)}, {@code decline(n) REASON}.
 */
final class TaskUnderTest implements AutoCloseable {
    static final OperatorID OPERATOR = new OperatorID(5, 7);

    final Script script;
    private final StreamTaskMailboxTestHarness<String> harness;

    private TaskUnderTest(Script script, StreamTaskMailboxTestHarness<String> harness) {
        this.script = script;
        this.harness = harness;
    }

    /** A task with one input channel, and an operator that tells the script. */
    static TaskUnderTest start(Script script) throws Exception {
        return withChannels(script, 1);
    }

    static TaskUnderTest withChannels(Script script, int channels) throws Exception {
        return build(script, builder(script).addInput(BasicTypeInfo.STRING_TYPE_INFO, channels));
    }

    /** A task that was restored from a checkpoint of this id. */
    static TaskUnderTest restored(Script script, long checkpoint) throws Exception {
        Builder builder = builder(script);
        OperatorSubtaskState empty = OperatorSubtaskState.builder().build();
        builder.addInput(BasicTypeInfo.STRING_TYPE_INFO, 1)
                .setTaskStateSnapshot(checkpoint, new TaskStateSnapshot(Map.of(OPERATOR, empty)));
        return build(script, builder);
    }

    /** A task with one input channel and this operator. */
    static TaskUnderTest of(Script script, StreamOperatorFactory<String> operator)
            throws Exception {
        Builder builder = builder(script);
        builder.addInput(BasicTypeInfo.STRING_TYPE_INFO, 1);
        builder.setupOutputForSingletonOperatorChain(operator, OPERATOR);
        return new TaskUnderTest(script, builder.build());
    }

    private static Builder builder(Script script) {
        return new Builder(new Reports(script));
    }

    private static TaskUnderTest build(
            Script script, StreamTaskMailboxTestHarnessBuilder<String> builder) throws Exception {
        var operator = SimpleOperatorFactory.of(new ScriptedOperator<String>(script));
        builder.setupOutputForSingletonOperatorChain(operator, OPERATOR);
        return new TaskUnderTest(script, builder.build());
    }

    static CheckpointBarrier barrier(long checkpoint) {
        return new CheckpointBarrier(
                checkpoint, 0L, CheckpointOptions.forCheckpointWithDefaultLocation());
    }

    StreamTask<String, ?> task() {
        return harness.getStreamTask();
    }

    /** A barrier arrives in an input channel and is handled. */
    void barrier(long checkpoint, int channel) throws Exception {
        harness.processEvent(barrier(checkpoint), 0, channel);
    }

    /** A cancel marker arrives in an input channel and is handled. */
    void cancelMarker(long checkpoint, int channel) throws Exception {
        harness.processEvent(new CancelCheckpointMarker(checkpoint), 0, channel);
    }

    /** {@code resumed CHANNEL} happens when the task lets a channel go on that it has blocked. */
    void tellWhenResumed(int channel) {
        var input = task().getEnvironment().getInputGate(0).getChannel(channel);
        ((TestInputChannel) input).setActionOnResumed(() -> script.happens("resumed " + channel));
    }

    /** The TaskManager forwards a completion, and the mailbox is worked off. */
    void complete(long checkpoint) throws Exception {
        task().notifyCheckpointCompleteAsync(checkpoint);
        harness.processAll();
    }

    /**
     * The TaskManager forwards an abort with the id of the latest completed checkpoint; the mailbox
     * is worked off.
     */
    void abort(long checkpoint, long latestCompleted) throws Exception {
        task().notifyCheckpointAbortAsync(checkpoint, latestCompleted);
        harness.processAll();
    }

    /** Works off the mailbox. */
    void run() throws Exception {
        harness.processAll();
    }

    /**
     * What has gone downstream since the last call: records as they are, {@code barrier(n)}, {@code
     * cancel(n)}.
     */
    List<String> output() {
        List<String> seen = new ArrayList<>();
        for (Object sent; (sent = harness.getOutput().poll()) != null; ) {
            seen.add(text(sent));
        }
        return seen;
    }

    private static String text(Object sent) {
        if (sent instanceof CheckpointBarrier barrier) {
            return "barrier(" + barrier.getId() + ")";
        }
        if (sent instanceof CancelCheckpointMarker marker) {
            return "cancel(" + marker.getCheckpointId() + ")";
        }
        return sent instanceof StreamRecord<?> element
                ? String.valueOf(element.getValue())
                : sent.toString();
    }

    /** Cancels the task, if it runs, and ends its threads. */
    @Override
    public void close() throws Exception {
        harness.close();
    }

    /**
     * The harness has what turns on exact alignment in 2.x as a field of its builder, which
     * subclasses see.
     */
    private static final class Builder extends StreamTaskMailboxTestHarnessBuilder<String> {
        Builder(Reports reports) {
            super(OneInputStreamTask::new, BasicTypeInfo.STRING_TYPE_INFO);
            setCollectNetworkEvents();
            setCheckpointResponder(reports);
            modifyStreamConfig(config -> {});
            jobConfig.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        }
    }

    /** What a task sends to the JobManager. */
    static final class Reports extends TestCheckpointResponder {
        private final Script script;

        Reports(Script script) {
            this.script = script;
        }

        @Override
        public void acknowledgeCheckpoint(
                JobID job,
                ExecutionAttemptID task,
                long id,
                CheckpointMetrics metrics,
                TaskStateSnapshot state) {
            script.happens("ack(" + id + ")");
        }

        @Override
        public void declineCheckpoint(
                JobID job, ExecutionAttemptID task, long id, CheckpointException reason) {
            script.happens("decline(" + id + ") " + reason.getCheckpointFailureReason());
        }
    }
}
