package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.PrioritizedOperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.clusterframework.types.AllocationID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.LocalSnapshotDirectoryProviderImpl;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.TaskLocalStateStoreImpl;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Local recovery: the store of a task's local copies, and which copy a restore takes. */
class LocalStateFactsTest {
    @Test
    @DisplayName("local state is kept by id: confirm(n) drops the ids below n, abort(k) drops k")
    void B27_D8_theStoreIsPrunedById(@TempDir File directory) throws Exception {
        TaskLocalStateStoreImpl store = store(directory);
        for (long id = 1; id <= 5; id++) {
            store.storeLocalState(id, new TaskStateSnapshot());
        }
        store.abortCheckpoint(4);
        assertThat(stored(store)).containsOnlyKeys(1L, 2L, 3L, 5L);
        store.confirmCheckpoint(3);
        assertThat(stored(store)).containsOnlyKeys(3L, 5L);
        store.dispose();
    }

    @Test
    @DisplayName(
            "a restore of id n gets what was last stored under n, and nothing when that is another"
                    + " id")
    void B27_aRestoreAsksForAnId(@TempDir File directory) throws Exception {
        TaskLocalStateStoreImpl store = store(directory);
        TaskStateSnapshot earlier = new TaskStateSnapshot();
        TaskStateSnapshot later = new TaskStateSnapshot();
        store.storeLocalState(7, earlier);
        store.storeLocalState(7, later);
        store.storeLocalState(8, new TaskStateSnapshot());
        assertThat(store.retrieveLocalState(7)).isSameAs(later);
        assertThat(store.retrieveLocalState(6)).isNull();
        store.dispose();
    }

    @Test
    @DisplayName(
            "a local copy of keyed state is taken if its key groups are those of the remote state,"
                    + " whatever its content")
    void X7_B27_keyedStateIsChosenByKeyGroups() {
        assertThat(keyed(List.of(keys(0, 3, "remote")), List.of(keys(0, 3, "another content"))))
                .containsExactly("another content", "remote");
        assertThat(keyed(List.of(keys(0, 3, "remote")), List.of(keys(0, 5, "more key groups"))))
                .containsExactly("remote");
        assertThat(keyed(List.of(), List.of(keys(0, 3, "local")))).as("no remote state").isEmpty();
    }

    @Test
    @DisplayName(
            "a local copy of operator state is taken if its offsets are equal, whatever its"
                    + " content")
    void X7_operatorStateIsChosenByOffsets() {
        assertThat(operator(list(0, "remote"), list(0, "another content")))
                .containsExactly("another content", "remote");
        assertThat(operator(list(0, "remote"), list(9, "another offset")))
                .containsExactly("remote");
    }

    private static TaskLocalStateStoreImpl store(File directory) throws Exception {
        JobID job = new JobID();
        JobVertexID vertex = new JobVertexID();
        var provider = new LocalSnapshotDirectoryProviderImpl(directory, job, vertex, 0);
        LocalRecoveryConfig config = LocalRecoveryConfig.backupAndRecoveryEnabled(provider);
        return new TaskLocalStateStoreImpl(
                job, new AllocationID(), vertex, 0, config, Runnable::run);
    }

    /** What the store has, by id; it has no method that asks without dropping something. */
    @SuppressWarnings("unchecked")
    private static Map<Long, TaskStateSnapshot> stored(TaskLocalStateStoreImpl store) {
        return (Map<Long, TaskStateSnapshot>) Peek.field(store, "storedTaskStateByCheckpointID");
    }

    /** The contents that a restore tries, in order. */
    private static List<String> keyed(List<KeyedStateHandle> remote, List<KeyedStateHandle> local) {
        var prioritized =
                new PrioritizedOperatorSubtaskState.Builder(
                                state(remote), List.of(state(local)), 7L)
                        .build();
        return prioritized.getPrioritizedManagedKeyedState().stream()
                .flatMap(StateObjectCollection::stream)
                .map(handle -> content(((KeyGroupsStateHandle) handle).getDelegateStateHandle()))
                .toList();
    }

    private static List<String> operator(OperatorStateHandle remote, OperatorStateHandle local) {
        var prioritized =
                new PrioritizedOperatorSubtaskState.Builder(
                                state(remote), List.of(state(local)), 7L)
                        .build();
        return prioritized.getPrioritizedManagedOperatorState().stream()
                .flatMap(StateObjectCollection::stream)
                .map(handle -> content(handle.getDelegateStateHandle()))
                .toList();
    }

    private static OperatorSubtaskState state(List<KeyedStateHandle> handles) {
        return OperatorSubtaskState.builder()
                .setManagedKeyedState(new StateObjectCollection<>(handles))
                .build();
    }

    private static OperatorSubtaskState state(OperatorStateHandle handle) {
        return OperatorSubtaskState.builder().setManagedOperatorState(handle).build();
    }

    private static KeyedStateHandle keys(int first, int last, String content) {
        var offsets =
                new KeyGroupRangeOffsets(
                        new KeyGroupRange(first, last), new long[last - first + 1]);
        return new KeyGroupsStateHandle(offsets, handle(content));
    }

    private static OperatorStateHandle list(long offset, String content) {
        var meta =
                new OperatorStateHandle.StateMetaInfo(
                        new long[] {offset}, OperatorStateHandle.Mode.SPLIT_DISTRIBUTE);
        return new OperatorStreamStateHandle(Map.of("list", meta), handle(content));
    }

    private static StreamStateHandle handle(String content) {
        return new ByteStreamStateHandle(content, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String content(StreamStateHandle handle) {
        return ((ByteStreamStateHandle) handle).getHandleName();
    }
}
