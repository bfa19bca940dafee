package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.runtime.operators.sink.CommitterOperatorFactory;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** Sink V2: {@code SinkWriterOperator} and {@code CommitterOperator}. */
class CommitterFactsTest {
    private final Script script = new Script();

    @Test
    @DisplayName(
            "a sink's writer emits a summary and its committables when it prepares the snapshot,"
                    + " before the barrier")
    void D6_theWriterEmitsAheadOfTheBarrier() throws Exception {
        try (var writer =
                new OneInputStreamOperatorTestHarness<String, CommittableMessage<String>>(
                        new SinkWriterOperatorFactory<>(new RecordingSink(script)))) {
            writer.open();
            writer.processElement("a", 0);
            writer.processElement("b", 0);
            assertThat(writer.extractOutputValues()).isEmpty();
            writer.prepareSnapshotPreBarrier(5);
            List<CommittableMessage<String>> sent = writer.extractOutputValues();
            assertThat(sent).hasSize(2);
            assertThat(((CommittableSummary<String>) sent.get(0)).getNumberOfCommittables())
                    .isEqualTo(1);
            assertThat(checkpoint(sent.get(0))).isEqualTo(5);
            assertThat(((CommittableWithLineage<String>) sent.get(1)).getCommittable())
                    .isEqualTo("a+b");
            assertThat(checkpoint(sent.get(1))).isEqualTo(5);
            assertThat(script.events()).containsExactly("flush", "prepareCommit");
        }
    }

    @Test
    @DisplayName(
            "complete(n) commits what is tagged up to n, and nothing a second time; aborted(n) does"
                    + " nothing")
    void D6_D1_D3_aCompletionCommitsAllUpToItsId() throws Exception {
        try (var committer = committer()) {
            committer.open();
            for (long id = 1; id <= 3; id++) {
                announce(committer, id, 1);
                committable(committer, id, "c" + id);
                committer.snapshot(id, 0);
            }
            ((CheckpointListener) committer.getOperator()).notifyCheckpointAborted(2);
            assertThat(script.events()).as("aborted(2)").isEmpty();
            committer.notifyOfCompletedCheckpoint(2);
            assertThat(script.events()).containsExactly("commit c1", "commit c2");
            committer.notifyOfCompletedCheckpoint(1);
            committer.notifyOfCompletedCheckpoint(2);
            assertThat(script.events()).hasSize(2);
            committer.notifyOfCompletedCheckpoint(9);
            assertThat(script.events()).containsExactly("commit c1", "commit c2", "commit c3");
        }
    }

    @Test
    @DisplayName(
            "a committer restored as checkpoint c commits at once what its state has up to c, the"
                    + " rest later")
    void D6_aRestoreCommits() throws Exception {
        OperatorSubtaskState state;
        try (var committer = committer()) {
            committer.open();
            for (long id = 1; id <= 3; id++) {
                announce(committer, id, 1);
                committable(committer, id, "c" + id);
            }
            state = committer.snapshot(3, 0);
        }
        try (var restored = committer()) {
            restored.setRestoredCheckpointId(2);
            restored.initializeState(state);
            restored.open();
            assertThat(script.events()).containsExactly("commit c1", "commit c2");
            restored.notifyOfCompletedCheckpoint(3);
            assertThat(script.events()).containsExactly("commit c1", "commit c2", "commit c3");
        }
    }

    @Test
    @DisplayName(
            "complete(n) with a part of the committables that were announced throws; it does not"
                    + " wait")
    void X14_D6_anIncompleteSetThrows() throws Exception {
        try (var committer = committer()) {
            committer.open();
            announce(committer, 1, 2);
            committable(committer, 1, "half");
            committer.snapshot(1, 0);
            assertThatThrownBy(() -> committer.notifyOfCompletedCheckpoint(1))
                    .isInstanceOf(RuntimeException.class);
            assertThat(script.events()).isEmpty();
        }
    }

    @Test
    @DisplayName("the second part after the summary, before complete(n), makes it commit both")
    void D6_aCompleteSetIsCommitted() throws Exception {
        try (var committer = committer()) {
            committer.open();
            announce(committer, 1, 2);
            committable(committer, 1, "half");
            committable(committer, 1, "other half");
            committer.notifyOfCompletedCheckpoint(1);
            assertThat(script.events()).containsExactly("commit half", "commit other half");
        }
    }

    private OneInputStreamOperatorTestHarness<
                    CommittableMessage<String>, CommittableMessage<String>>
            committer() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new CommitterOperatorFactory<>(new RecordingSink(script), false, true));
    }

    private static void announce(
            OneInputStreamOperatorTestHarness<
                            CommittableMessage<String>, CommittableMessage<String>>
                    committer,
            long checkpoint,
            int number)
            throws Exception {
        committer.processElement(
                new StreamRecord<>(new CommittableSummary<>(0, 1, checkpoint, number, number, 0)));
    }

    private static void committable(
            OneInputStreamOperatorTestHarness<
                            CommittableMessage<String>, CommittableMessage<String>>
                    committer,
            long checkpoint,
            String text)
            throws Exception {
        committer.processElement(
                new StreamRecord<>(new CommittableWithLineage<>(text, checkpoint, 0)));
    }

    /** The checkpoint that a message is tagged with. */
    private static long checkpoint(CommittableMessage<String> message) {
        return message.getCheckpointIdOrEOI();
    }

    /** Joins what is written to one committable for each checkpoint. */
    private static final class RecordingSink extends SinkV2<String>
            implements SupportsCommitter<String> {
        private final Local<Script> script;

        RecordingSink(Script script) {
            this.script = Local.of(script);
        }

        @Override
        public SinkWriter<String> createWriter(WriterInitContext context) {
            return new Writer(script.get());
        }

        @Override
        public Committer<String> createCommitter(CommitterInitContext context) {
            return new Committer<>() {
                @Override
                public void commit(Collection<CommitRequest<String>> requests) {
                    for (CommitRequest<String> request : requests) {
                        script.get().happens("commit " + request.getCommittable());
                    }
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public SimpleVersionedSerializer<String> getCommittableSerializer() {
            return new TextSerializer();
        }
    }

    private static final class Writer implements CommittingSinkWriter<String, String> {
        private final Script script;
        private String written = "";

        Writer(Script script) {
            this.script = script;
        }

        @Override
        public void write(String element, Context context) {
            written += written.isEmpty() ? element : "+" + element;
        }

        @Override
        public void flush(boolean endOfInput) {
            script.happens("flush");
        }

        @Override
        public Collection<String> prepareCommit() {
            script.happens("prepareCommit");
            List<String> committables = List.of(written);
            written = "";
            return committables;
        }

        @Override
        public void close() {}
    }

    private static final class TextSerializer implements SimpleVersionedSerializer<String> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String deserialize(int version, byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
