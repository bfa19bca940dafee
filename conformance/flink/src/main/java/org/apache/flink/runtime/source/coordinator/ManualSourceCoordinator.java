package org.apache.flink.runtime.source.coordinator;

import cutcheck.conformance.run.Inside;

import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.RecreateOnResetOperatorCoordinator;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * Provides a real SourceCoordinator whose thread is the caller's: what the coordinator's executor
 * is given waits in a queue until {@link #runQueue}.
 *
 * @param <S> the splits
 * @param <C> what a snapshot of the enumerator holds
 */
public final class ManualSourceCoordinator<S extends SourceSplit, C>
        extends RecreateOnResetOperatorCoordinator.Provider {
    private static final long serialVersionUID = 1L;

    private final transient Source<?, S, C> source;
    private final transient Thread thread = Thread.currentThread();
    private transient volatile ManuallyTriggeredScheduledExecutorService queue;
    private transient volatile SourceCoordinator<S, C> current;

    public ManualSourceCoordinator(OperatorID operator, Source<?, S, C> source) {
        super(operator);
        this.source = source;
    }

    /**
     * A coordinator, and after a reset another one, then called by
     * RecreateOnResetOperatorCoordinator's closing thread.
     */
    @Override
    protected OperatorCoordinator getCoordinator(OperatorCoordinator.Context context) {
        ManuallyTriggeredScheduledExecutorService loop =
                new ManuallyTriggeredScheduledExecutorService();
        var threads =
                new SourceCoordinatorProvider.CoordinatorExecutorThreadFactory(
                        "coordinator", context);
        Inside.set(threads, "t", thread);
        SourceCoordinatorContext<S> sources =
                SourceContexts.make(
                        loop,
                        new ManuallyTriggeredScheduledExecutorService(),
                        threads,
                        context,
                        source.getSplitSerializer());
        queue = loop;
        current = new SourceCoordinator<>("source", source, sources, context.getCoordinatorStore());
        return current;
    }

    /** Runs what the coordinator's executor was given, and what that leads to. */
    public void runQueue() {
        queue.triggerAll();
    }

    /** The enumerator of the present coordinator. */
    public SplitEnumerator<S, C> enumerator() {
        return current.getEnumerator();
    }

    /** The tracker's assignments by checkpoint and subtask. */
    public Map<Long, Map<Integer, LinkedHashSet<S>>> assignmentsByCheckpoint() {
        return tracker().assignmentsByCheckpointId();
    }

    /** The tracker's assignments since the last snapshot, by subtask. */
    public Map<Integer, ? extends Collection<S>> assignmentsSinceSnapshot() {
        return tracker().uncheckpointedAssignments();
    }

    /**
     * The enumerator's snapshot in the coordinator's part of a checkpoint.
     *
     * @throws IOException if these bytes are not a SourceCoordinator's
     */
    public C enumeratorStateIn(byte[] coordinatorState) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(coordinatorState))) {
            SourceCoordinatorSerdeUtils.readAndVerifyCoordinatorSerdeVersion(in);
            int version = in.readInt();
            byte[] snapshot = SourceCoordinatorSerdeUtils.readBytes(in, in.readInt());
            return source.getEnumeratorCheckpointSerializer().deserialize(version, snapshot);
        }
    }

    private SplitAssignmentTracker<S> tracker() {
        return current.getContext().getAssignmentTracker();
    }
}
