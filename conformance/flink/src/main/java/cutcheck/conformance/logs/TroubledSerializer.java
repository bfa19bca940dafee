package cutcheck.conformance.logs;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Of one number. Operator state is written by the asynchronous part of a snapshot, so that is where
 * its trouble is.
 */
final class TroubledSerializer extends TypeSerializer<Long> {
    private static final long serialVersionUID = 1L;
    private static final int BYTES = Long.BYTES;

    private final String where;

    /**
     * @param where the subtask whose state it writes, as {@link Trouble} names it
     */
    TroubledSerializer(String where) {
        this.where = where;
    }

    @Override
    public void serialize(Long value, DataOutputView target) throws IOException {
        Trouble.waitForAnswer();
        Trouble.waitIfAsked(TroubleKind.ASYNC_SLOW, where);
        Trouble.throwIfAsked(TroubleKind.ASYNC_THROWS, where);
        target.writeLong(value);
    }

    @Override
    public Long deserialize(DataInputView source) throws IOException {
        return source.readLong();
    }

    @Override
    public Long deserialize(Long reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.writeLong(source.readLong());
    }

    @Override
    public Long copy(Long from) {
        return from;
    }

    @Override
    public Long copy(Long from, Long reuse) {
        return from;
    }

    @Override
    public Long createInstance() {
        return 0L;
    }

    @Override
    public TypeSerializer<Long> duplicate() {
        return this;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public int getLength() {
        return BYTES;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TroubledSerializer;
    }

    @Override
    public int hashCode() {
        return BYTES;
    }

    @Override
    public TypeSerializerSnapshot<Long> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Public, with a public constructor: Flink makes it by reflection. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Long> {
        public Snapshot() {
            super(() -> new TroubledSerializer("restored"));
        }
    }
}
