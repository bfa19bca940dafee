package cutcheck.conformance.commit;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.io.IOException;

/**
 * Remembers how many records it has passed on. Its state is written asynchronously, which fails if
 * the outside says so.
 */
final class CountingOperator extends AbstractStreamOperator<Integer>
        implements OneInputStreamOperator<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final Outside outside;
    private transient ListState<Integer> state;
    private transient int position;

    CountingOperator(Outside outside) {
        this.outside = outside;
    }

    int position() {
        return position;
    }

    @Override
    public void processElement(StreamRecord<Integer> record) {
        position = record.getValue() + 1;
        output.collect(record);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("position", new Written(outside)));
        for (int stored : state.get()) {
            position = stored;
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.clear();
        state.add(position);
    }

    /** Integers, as long as the storage does not fail. */
    private static final class Written extends TypeSerializer<Integer> {
        private static final long serialVersionUID = 1L;

        private final Outside outside;

        Written(Outside outside) {
            this.outside = outside;
        }

        @Override
        public void serialize(Integer record, DataOutputView target) throws IOException {
            if (outside.storageFails()) {
                throw new IOException("the storage fails");
            }
            IntSerializer.INSTANCE.serialize(record, target);
        }

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public TypeSerializer<Integer> duplicate() {
            return this;
        }

        @Override
        public Integer createInstance() {
            return 0;
        }

        @Override
        public Integer copy(Integer from) {
            return from;
        }

        @Override
        public Integer copy(Integer from, Integer reuse) {
            return from;
        }

        @Override
        public int getLength() {
            return Integer.BYTES;
        }

        @Override
        public Integer deserialize(DataInputView source) throws IOException {
            return IntSerializer.INSTANCE.deserialize(source);
        }

        @Override
        public Integer deserialize(Integer reuse, DataInputView source) throws IOException {
            return deserialize(source);
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            IntSerializer.INSTANCE.copy(source, target);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Written;
        }

        @Override
        public int hashCode() {
            return Written.class.hashCode();
        }

        /** What was written is read as integers. */
        @Override
        public TypeSerializerSnapshot<Integer> snapshotConfiguration() {
            return IntSerializer.INSTANCE.snapshotConfiguration();
        }
    }
}
