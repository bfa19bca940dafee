package cutcheck.conformance.logs;

import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A split of endlessly many numbers: its id, and the next number to be read. */
final class NumberSplit implements SourceSplit {
    final int id;
    final long position;

    NumberSplit(int id, long position) {
        this.id = id;
        this.position = position;
    }

    @Override
    public String splitId() {
        return Integer.toString(id);
    }

    @Override
    public String toString() {
        return id + "@" + position;
    }

    /** One split, as readers store it. */
    static final class Serializer implements SimpleVersionedSerializer<NumberSplit> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(NumberSplit split) throws IOException {
            return bytesOf(List.of(split));
        }

        @Override
        public NumberSplit deserialize(int version, byte[] bytes) throws IOException {
            return splitsOf(bytes).get(0);
        }
    }

    /** A list of splits, as the enumerator stores it. */
    static final class ListSerializer implements SimpleVersionedSerializer<List<NumberSplit>> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(List<NumberSplit> splits) throws IOException {
            return bytesOf(splits);
        }

        @Override
        public List<NumberSplit> deserialize(int version, byte[] bytes) throws IOException {
            return splitsOf(bytes);
        }
    }

    private static byte[] bytesOf(List<NumberSplit> splits) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(splits.size());
        for (NumberSplit split : splits) {
            out.writeInt(split.id);
            out.writeLong(split.position);
        }
        return bytes.toByteArray();
    }

    private static List<NumberSplit> splitsOf(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int count = in.readInt();
        List<NumberSplit> splits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) splits.add(new NumberSplit(in.readInt(), in.readLong()));
        return splits;
    }
}
