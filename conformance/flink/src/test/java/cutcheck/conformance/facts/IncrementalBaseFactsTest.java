package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.StateBackendLoader;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files an incremental RocksDB snapshot refers to instead of uploading them. Each snapshot
 * adds one file: a record is written before it.
 */
class IncrementalBaseFactsTest {
    @TempDir Path directory;

    private KeyedOneInputStreamOperatorTestHarness<String, String, String> task;

    @BeforeEach
    void open() throws Exception {
        task =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new Remembering(), value -> value, Types.STRING);
        task.setStateBackend(
                StateBackendLoader.loadStateBackendFromConfig(
                        rocksdb(), getClass().getClassLoader(), null));
        task.setCheckpointStorage(new FileSystemCheckpointStorage(directory.toUri()));
        task.open();
    }

    @AfterEach
    void close() throws Exception {
        task.close();
    }

    /** The option's name has changed; each version reads its own. */
    private static Configuration rocksdb() {
        Configuration configuration = new Configuration();
        configuration.setString("state.backend.type", "rocksdb");
        configuration.setString("state.backend.incremental", "true");
        configuration.setString("execution.checkpointing.incremental", "true");
        return configuration;
    }

    @Test
    @DisplayName(
            "a snapshot refers to files of the latest completed checkpoint, and of none that is not"
                    + " completed")
    void D9_D8_theBaseIsACompletedCheckpoint() throws Exception {
        assertThat(snapshot(1)).containsExactly("new");
        assertThat(snapshot(2)).as("1 is not known to be complete").containsExactly("new", "new");
        task.notifyOfCompletedCheckpoint(2);
        assertThat(snapshot(3)).containsExactly("new", "reference", "reference");
    }

    @Test
    @DisplayName("complete of an id that is unknown or older than the base changes nothing")
    void D8_completionsThatChangeNothing() throws Exception {
        snapshot(1);
        snapshot(2);
        task.notifyOfCompletedCheckpoint(2);
        task.notifyOfCompletedCheckpoint(1);
        task.notifyOfCompletedCheckpoint(99);
        assertThat(snapshot(3)).containsExactly("new", "reference", "reference");
    }

    @Test
    @DisplayName("an aborted checkpoint is never a base, also if its completion comes later")
    void D8_anAbortedCheckpointIsNoBase() throws Exception {
        snapshot(1);
        task.notifyOfCompletedCheckpoint(1);
        snapshot(2);
        aborted(2);
        task.notifyOfCompletedCheckpoint(2);
        assertThat(snapshot(3)).as("one file is of 1").containsExactly("new", "new", "reference");
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "1 completed while 2 was uploaded without a base: 1.20 refers to 1's files, 2.x uploads"
                    + " anew what 2 has, too")
    void N2_aCompletionBehindAnotherSnapshot() throws Exception {
        snapshot(1);
        assertThat(snapshot(2)).containsExactly("new", "new");
        task.notifyOfCompletedCheckpoint(1);
        assertThat(snapshot(3))
                .isEqualTo(
                        Flink.atLeast("2.0")
                                ? List.of("new", "new", "new")
                                : List.of("new", "new", "reference"));
    }

    @Test
    @Tag("every-version")
    @DisplayName("the same if 2 was aborted meanwhile, but 3 was uploaded without a base, too")
    void N2_aCompletionAndAnAbortBehindAnotherSnapshot() throws Exception {
        snapshot(1);
        snapshot(2);
        assertThat(snapshot(3)).containsExactly("new", "new", "new");
        task.notifyOfCompletedCheckpoint(1);
        aborted(2);
        assertThat(snapshot(4))
                .isEqualTo(
                        Flink.atLeast("2.0")
                                ? List.of("new", "new", "new", "new")
                                : List.of("new", "new", "new", "reference"));
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "if every later snapshot was aborted, all versions refer to the files of the completed"
                    + " one")
    void N2_aCompletionAndAnAbort() throws Exception {
        snapshot(1);
        snapshot(2);
        task.notifyOfCompletedCheckpoint(1);
        aborted(2);
        assertThat(snapshot(3)).containsExactly("new", "new", "reference");
    }

    private void aborted(long checkpoint) throws Exception {
        ((CheckpointListener) task.getOperator()).notifyCheckpointAborted(checkpoint);
    }

    /**
     * Writes a record and takes a snapshot: whether each of its files is uploaded ("new") or
     * referred to, sorted.
     */
    private List<String> snapshot(long checkpoint) throws Exception {
        task.processElement("record " + checkpoint, 0);
        OperatorSubtaskState state = task.snapshot(checkpoint, 0);
        var handle =
                (IncrementalRemoteKeyedStateHandle) state.getManagedKeyedState().iterator().next();
        List<String> files = new ArrayList<>();
        for (var file : handle.getSharedState()) {
            files.add(
                    file.getHandle() instanceof PlaceholderStreamStateHandle ? "reference" : "new");
        }
        files.sort(null);
        return files;
    }

    /** Keeps the last record of each key. */
    private static final class Remembering extends AbstractStreamOperator<String>
            implements OneInputStreamOperator<String, String> {
        private transient ValueState<String> last;

        @Override
        public void open() throws Exception {
            super.open();
            last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", Types.STRING));
        }

        @Override
        public void processElement(StreamRecord<String> element) throws Exception {
            last.update(element.getValue());
        }
    }
}
