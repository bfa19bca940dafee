package cutcheck.conformance.logs;

import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/** Assigns each split once, to whoever asks. What it does it says in the log. */
final class NumberEnumerator implements SplitEnumerator<NumberSplit, List<NumberSplit>> {
    private static final Logger LOG = LoggerFactory.getLogger(NumberEnumerator.class);

    private final String pipeline;
    private final SplitEnumeratorContext<NumberSplit> context;
    private final List<NumberSplit> unassigned;

    private NumberEnumerator(
            String pipeline,
            SplitEnumeratorContext<NumberSplit> context,
            List<NumberSplit> unassigned) {
        this.pipeline = pipeline;
        this.context = context;
        this.unassigned = new ArrayList<>(unassigned);
    }

    static NumberEnumerator created(
            String pipeline,
            SplitEnumeratorContext<NumberSplit> context,
            List<NumberSplit> splits) {
        LOG.info("Enumerator of {} is created with splits {}.", pipeline, splits);
        return new NumberEnumerator(pipeline, context, splits);
    }

    static NumberEnumerator restored(
            String pipeline,
            SplitEnumeratorContext<NumberSplit> context,
            List<NumberSplit> splits) {
        LOG.info("Enumerator of {} is restored with splits {}.", pipeline, splits);
        return new NumberEnumerator(pipeline, context, splits);
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, String host) {
        Trouble.throwIfAsked(TroubleKind.ENUMERATOR_THROWS, pipeline);
        if (unassigned.isEmpty()) return;
        NumberSplit split = unassigned.remove(0);
        LOG.info("Enumerator of {} assigns split {} to subtask {}.", pipeline, split, subtask);
        context.assignSplit(split, subtask);
    }

    @Override
    public void addSplitsBack(List<NumberSplit> splits, int subtask) {
        LOG.info("Enumerator of {} takes back splits {} of subtask {}.", pipeline, splits, subtask);
        unassigned.addAll(splits);
    }

    @Override
    public void addReader(int subtask) {
        LOG.info("Enumerator of {} hears of the reader of subtask {}.", pipeline, subtask);
    }

    @Override
    public List<NumberSplit> snapshotState(long checkpoint) {
        Trouble.waitIfAsked(TroubleKind.COORDINATOR_SLOW, pipeline);
        Trouble.throwIfAsked(TroubleKind.COORDINATOR_THROWS, pipeline);
        LOG.info(
                "Enumerator of {} stores splits {} in checkpoint {}.",
                pipeline,
                unassigned,
                checkpoint);
        return new ArrayList<>(unassigned);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        LOG.info("Enumerator of {} hears that checkpoint {} is complete.", pipeline, checkpoint);
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) {
        LOG.info("Enumerator of {} hears that checkpoint {} is aborted.", pipeline, checkpoint);
    }

    @Override
    public void close() {}
}
