package cutcheck.conformance.facts;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * A sink without the method that 1.20 still demands and no longer calls if there is the newer one.
 */
@SuppressWarnings("deprecation")
abstract class SinkV2<T> implements Sink<T> {
    @Override
    public final SinkWriter<T> createWriter(Sink.InitContext context) {
        throw new UnsupportedOperationException("the newer createWriter is there");
    }
}
