package cutcheck.conformance.split;

import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.nio.ByteBuffer;

/**
 * A split of the model.
 *
 * @param number its number in the model, from 0
 */
record NumberedSplit(int number) implements SourceSplit {

    @Override
    public String splitId() {
        return Integer.toString(number);
    }

    static final class Serializer implements SimpleVersionedSerializer<NumberedSplit> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(NumberedSplit split) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(split.number).array();
        }

        @Override
        public NumberedSplit deserialize(int version, byte[] bytes) {
            return new NumberedSplit(ByteBuffer.wrap(bytes).getInt());
        }
    }
}
