package org.apache.flink.streaming.runtime.tasks;

import cutcheck.conformance.run.Inside;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointMetrics;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.JobManagerTaskRestore;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.io.network.api.CheckpointBarrier;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.taskmanager.TestCheckpointResponder;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An attempt of a real OneInputStreamTask with its SubtaskCheckpointCoordinatorImpl. The caller's
 * thread is the mailbox's; the asynchronous part of a snapshot has a thread of its own, and is
 * waited for.
 */
public final class StreamTaskAttempt implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long NOTHING_MILLIS = 300;

    /**
     * A task's answer to a checkpoint.
     *
     * @param declined null: the task acknowledges
     */
    public record Report(long checkpoint, TaskStateSnapshot state, CheckpointException declined) {}

    private final Reports reports = new Reports();
    private final StreamTaskMailboxTestHarness<Integer> harness;

    private StreamTaskAttempt(
            List<OperatorID> ids,
            List<? extends StreamOperatorFactory<Integer>> operators,
            JobManagerTaskRestore restore)
            throws Exception {
        var builder =
                new StreamTaskMailboxTestHarnessBuilder<Integer>(
                                OneInputStreamTask::new, BasicTypeInfo.INT_TYPE_INFO)
                        .addInput(BasicTypeInfo.INT_TYPE_INFO)
                        .setCheckpointResponder(reports);
        ExactlyOnce.configure(builder);
        var chain = builder.setupOperatorChain(ids.get(0), operators.get(0));
        for (int i = 1; i < operators.size(); i++) {
            chain =
                    chain.chain(
                            ids.get(i),
                            operators.get(i),
                            IntSerializer.INSTANCE,
                            IntSerializer.INSTANCE,
                            false);
        }
        if (operators.size() == 1) {
            chain.finishForSingletonOperatorChain(IntSerializer.INSTANCE);
        } else {
            chain.finish();
        }
        if (restore != null) {
            builder.setTaskStateSnapshot(
                    restore.getRestoreCheckpointId(), restore.getTaskStateSnapshot());
        }
        harness = builder.build();
    }

    /**
     * A task that has come up.
     *
     * @param operators its chain, each with its id
     * @param restore the state that it starts with, null for none
     */
    public static StreamTaskAttempt start(
            List<OperatorID> ids,
            List<? extends StreamOperatorFactory<Integer>> operators,
            JobManagerTaskRestore restore)
            throws Exception {
        return new StreamTaskAttempt(ids, operators, restore);
    }

    /** A record arrives and is processed. */
    public void process(int record) throws Exception {
        harness.processElement(new StreamRecord<>(record));
        harness.processAll();
    }

    /** A barrier arrives: what the mailbox does with it is done, the asynchronous part is not. */
    public void receiveBarrier(long checkpoint) throws Exception {
        harness.processEvent(
                new CheckpointBarrier(
                        checkpoint,
                        checkpoint,
                        CheckpointOptions.forCheckpointWithDefaultLocation()));
        harness.processAll();
    }

    /**
     * Waits for the task's answer.
     *
     * @throws IllegalStateException if there is none, or it is to another checkpoint
     */
    public Report awaitReport(long checkpoint) throws InterruptedException {
        Report report = reports.queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (report == null || report.checkpoint() != checkpoint) {
            throw new IllegalStateException(
                    "checkpoint " + checkpoint + " was answered by " + report);
        }
        return report;
    }

    /** Whether no report comes, for as long as one would take that is on its way. */
    public boolean reportsNothing() throws InterruptedException {
        Thread.sleep(NOTHING_MILLIS);
        return reports.queue.isEmpty();
    }

    /** The JobManager's notification of a completed checkpoint is handled. */
    public void notifyComplete(long checkpoint) throws Exception {
        harness.getStreamTask().notifyCheckpointCompleteAsync(checkpoint);
        harness.processAll();
    }

    /** The JobManager's notification of an aborted checkpoint is handled. */
    public void notifyAborted(long checkpoint, long latest) throws Exception {
        harness.getStreamTask().notifyCheckpointAbortAsync(checkpoint, latest);
        harness.processAll();
    }

    /** The largest id of whose completion the task has heard; -1 for none. */
    public long latestReported() {
        return (long) Inside.field(harness.getStreamTask(), "latestReportCheckpointId");
    }

    /** The operators of the chain, upstream first. */
    public List<StreamOperator<?>> operators() {
        List<StreamOperator<?>> operators = new ArrayList<>();
        harness.getStreamTask()
                .operatorChain
                .getAllOperators()
                .forEach(each -> operators.add(each.getStreamOperator()));
        return operators;
    }

    /** The attempt ends in the midst of its work. */
    @Override
    public void close() throws Exception {
        harness.close();
    }

    /** The task's answers, in their order. */
    private static final class Reports extends TestCheckpointResponder {
        private final BlockingQueue<Report> queue = new LinkedBlockingQueue<>();

        @Override
        public void acknowledgeCheckpoint(
                JobID job,
                ExecutionAttemptID attempt,
                long checkpoint,
                CheckpointMetrics metrics,
                TaskStateSnapshot state) {
            queue.add(new Report(checkpoint, state, null));
        }

        @Override
        public void declineCheckpoint(
                JobID job, ExecutionAttemptID attempt, long checkpoint, CheckpointException cause) {
            queue.add(new Report(checkpoint, null, cause));
        }
    }
}
