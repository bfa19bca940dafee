package cutcheck.conformance.split;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A source like Kafka's: its enumerator knows which splits are not assigned yet, and that is its
 * snapshot.
 */
final class NumberedSource implements Source<Integer, NumberedSplit, TreeSet<Integer>> {
    private static final long serialVersionUID = 1L;

    private final int splits;

    NumberedSource(int splits) {
        this.splits = splits;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<NumberedSplit, TreeSet<Integer>> createEnumerator(
            SplitEnumeratorContext<NumberedSplit> context) {
        return new Enumerator(context, IntStream.range(0, splits).boxed().toList());
    }

    @Override
    public SplitEnumerator<NumberedSplit, TreeSet<Integer>> restoreEnumerator(
            SplitEnumeratorContext<NumberedSplit> context, TreeSet<Integer> snapshot) {
        return new Enumerator(context, snapshot);
    }

    @Override
    public SimpleVersionedSerializer<NumberedSplit> getSplitSerializer() {
        return new NumberedSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<TreeSet<Integer>> getEnumeratorCheckpointSerializer() {
        return new Numbers();
    }

    /** The driver plays the readers. */
    @Override
    public SourceReader<Integer, NumberedSplit> createReader(SourceReaderContext context) {
        throw new UnsupportedOperationException();
    }

    static final class Enumerator implements SplitEnumerator<NumberedSplit, TreeSet<Integer>> {
        private final SplitEnumeratorContext<NumberedSplit> context;
        private final TreeSet<Integer> unassigned;

        Enumerator(SplitEnumeratorContext<NumberedSplit> context, Collection<Integer> unassigned) {
            this.context = context;
            this.unassigned = new TreeSet<>(unassigned);
        }

        /** The numbers of the splits that may still be assigned. */
        TreeSet<Integer> unassigned() {
            return unassigned;
        }

        void assign(int split, int subtask) {
            unassigned.remove(split);
            context.assignSplits(new SplitsAssignment<>(new NumberedSplit(split), subtask));
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<NumberedSplit> splits, int subtask) {
            splits.forEach(split -> unassigned.add(split.number()));
        }

        @Override
        public void addReader(int subtask) {}

        @Override
        public TreeSet<Integer> snapshotState(long checkpoint) {
            return new TreeSet<>(unassigned);
        }

        @Override
        public void close() {}
    }

    private static final class Numbers implements SimpleVersionedSerializer<TreeSet<Integer>> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(TreeSet<Integer> numbers) {
            ByteBuffer bytes = ByteBuffer.allocate(numbers.size() * Integer.BYTES);
            numbers.forEach(bytes::putInt);
            return bytes.array();
        }

        @Override
        public TreeSet<Integer> deserialize(int version, byte[] bytes) {
            TreeSet<Integer> numbers = new TreeSet<>();
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                numbers.add(buffer.getInt());
            }
            return numbers;
        }
    }
}
