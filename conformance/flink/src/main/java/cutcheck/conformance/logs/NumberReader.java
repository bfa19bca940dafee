package cutcheck.conformance.logs;

import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads its splits in turn, and asks for another one after a number of records. It gives no split
 * back: none ends.
 */
final class NumberReader implements SourceReader<Long, NumberSplit> {
    private static final Logger LOG = LoggerFactory.getLogger(NumberReader.class);

    /** Records between two requests for a split. */
    private static final int RECORDS_PER_REQUEST = 800;

    /** Records between two breaks of a millisecond, so that a core is left to the others. */
    private static final int RECORDS_PER_BREAK = 10;

    private final String name;
    private final SourceReaderContext context;
    private final Deque<NumberSplit> splits = new ArrayDeque<>();
    private CompletableFuture<Void> isThereSplit = new CompletableFuture<>();
    private boolean isStarted = false;
    private long recordCount = 0;

    NumberReader(String pipeline, SourceReaderContext context) {
        this.name = pipeline + "/" + context.getIndexOfSubtask();
        this.context = context;
    }

    @Override
    public void start() {
        isStarted = true;
        LOG.info("Reader of {} starts with splits {}.", name, splits);
        context.sendSplitRequest();
    }

    /** Restored splits come before the start. */
    @Override
    public void addSplits(List<NumberSplit> added) {
        if (isStarted) LOG.info("Reader of {} receives splits {}.", name, added);
        splits.addAll(added);
        isThereSplit.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Long> output) {
        NumberSplit split = splits.poll();
        if (split == null) {
            isThereSplit = new CompletableFuture<>();
            return InputStatus.NOTHING_AVAILABLE;
        }
        output.collect(split.position);
        splits.add(new NumberSplit(split.id, split.position + 1));
        recordCount++;
        if (recordCount % RECORDS_PER_REQUEST == 0) context.sendSplitRequest();
        if (recordCount % RECORDS_PER_BREAK == 0) Trouble.sleep(1);
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return splits.isEmpty() ? isThereSplit : CompletableFuture.completedFuture(null);
    }

    @Override
    public List<NumberSplit> snapshotState(long checkpoint) {
        LOG.info("Reader of {} stores splits {} in checkpoint {}.", name, splits, checkpoint);
        return new ArrayList<>(splits);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
