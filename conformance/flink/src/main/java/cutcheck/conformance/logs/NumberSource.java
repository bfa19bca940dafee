package cutcheck.conformance.logs;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.util.ArrayList;
import java.util.List;

/**
 * An endless source of splits that readers ask for one by one. Flink prints no line when a split is
 * assigned, so its enumerator and its readers do.
 */
final class NumberSource implements Source<Long, NumberSplit, List<NumberSplit>> {
    private static final long serialVersionUID = 1L;

    private final String pipeline;
    private final int splits;

    /**
     * @param pipeline whose source this is, as the log names it
     * @param splits how many there are to be assigned
     */
    NumberSource(String pipeline, int splits) {
        this.pipeline = pipeline;
        this.splits = splits;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<NumberSplit, List<NumberSplit>> createEnumerator(
            SplitEnumeratorContext<NumberSplit> context) {
        List<NumberSplit> all = new ArrayList<>();
        for (int id = 1; id <= splits; id++) all.add(new NumberSplit(id, 0));
        return NumberEnumerator.created(pipeline, context, all);
    }

    @Override
    public SplitEnumerator<NumberSplit, List<NumberSplit>> restoreEnumerator(
            SplitEnumeratorContext<NumberSplit> context, List<NumberSplit> unassigned) {
        return NumberEnumerator.restored(pipeline, context, unassigned);
    }

    @Override
    public SourceReader<Long, NumberSplit> createReader(SourceReaderContext context) {
        return new NumberReader(pipeline, context);
    }

    @Override
    public SimpleVersionedSerializer<NumberSplit> getSplitSerializer() {
        return new NumberSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<List<NumberSplit>> getEnumeratorCheckpointSerializer() {
        return new NumberSplit.ListSerializer();
    }
}
