package cutcheck.conformance.facts;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Tells a {@link Script} each text that it writes. Operator state is written in the asynchronous
 * part of a snapshot, so a test can let this part throw, or hold it.
 */
final class ScriptedSerializer extends TypeSerializerSingleton<String> {
    private final Local<Script> script;

    /**
     * @param script null in the serializer that reads a restored state
     */
    ScriptedSerializer(Local<Script> script) {
        this.script = script;
    }

    @Override
    public void serialize(String text, DataOutputView target) throws IOException {
        if (script != null) {
            script.get().happens(text);
        }
        target.writeUTF(text);
    }

    @Override
    public String deserialize(DataInputView source) throws IOException {
        return source.readUTF();
    }

    @Override
    public String deserialize(String reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.writeUTF(source.readUTF());
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public String createInstance() {
        return "";
    }

    @Override
    public String copy(String from) {
        return from;
    }

    @Override
    public String copy(String from, String reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public TypeSerializerSnapshot<String> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Makes the serializer that reads. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<String> {
        public Snapshot() {
            super(() -> new ScriptedSerializer(null));
        }
    }
}
