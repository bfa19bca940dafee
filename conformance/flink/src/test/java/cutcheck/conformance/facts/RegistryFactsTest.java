package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.SharedStateRegistryImpl.EmptyDiscardStateObjectForRegister;
import org.apache.flink.runtime.state.SharedStateRegistryKey;
import org.apache.flink.runtime.state.StateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.runtime.state.testutils.TestCompletedCheckpointStorageLocation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/** The registry of files that checkpoints share. */
class RegistryFactsTest {
    private static final SharedStateRegistryKey KEY = new SharedStateRegistryKey("key");

    private static final CheckpointProperties CHECKPOINT =
            CheckpointProperties.forCheckpoint(
                    CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION);
    private static final CheckpointProperties SAVEPOINT =
            CheckpointProperties.forSavepoint(false, SavepointFormatType.NATIVE);

    private final SharedStateRegistryImpl registry = new SharedStateRegistryImpl();

    @Test
    @DisplayName("A placeholder under a key that nobody has registered is an illegal state")
    void A31_aPlaceholderForAnUnknownKeyIsIllegal() {
        assertThatThrownBy(() -> registry.registerReference(KEY, placeholder(), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unknown state");
    }

    @Test
    @DisplayName(
            "The same handle, an equal one and a placeholder keep the entry and raise the id that"
                    + " used it last")
    void A31_aKnownKeyRaisesTheLastUse() {
        var handle = new File("one");
        assertThat(registry.registerReference(KEY, handle, 1)).isSameAs(handle);
        assertUsedLast(handle, 2, handle);
        assertUsedLast(new File("one"), 3, handle);
        assertUsedLast(placeholder(), 4, handle);

        registry.unregisterUnusedState(5);
        assertThat(handle.discarded).isTrue();
    }

    @Test
    @DisplayName("The last use never goes back")
    void A31_theLastUseIsTheMaximum() {
        var handle = new File("one");
        registry.registerReference(KEY, handle, 5);
        registry.registerReference(KEY, handle, 2);
        registry.unregisterUnusedState(5);
        assertThat(handle.discarded).isFalse();
        registry.unregisterUnusedState(6);
        assertThat(handle.discarded).isTrue();
    }

    @Test
    @DisplayName(
            "A different handle under a registered key is an illegal state; both files and the last"
                    + " use stay as they are")
    void A31_X5_aDifferentHandleIsIllegal() {
        var handle = new File("one");
        var other = new File("two");
        registry.registerReference(KEY, handle, 1);
        assertThatThrownBy(() -> registry.registerReference(KEY, other, 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("should be equal");
        assertThat(handle.discarded).isFalse();
        assertThat(other.discarded).isFalse();
        registry.unregisterUnusedState(2);
        assertThat(handle.discarded).as("5 has not become its last use").isTrue();
    }

    @Test
    @DisplayName("What was used last before the lowest id is deleted, what was used by it is kept")
    void A32_whatIsNotUsedSinceTheLowestIdIsDeleted() {
        var old = new File("old");
        var used = new File("used");
        registry.registerReference(new SharedStateRegistryKey("old"), old, 2);
        registry.registerReference(new SharedStateRegistryKey("used"), used, 3);
        assertThat(registry.unregisterUnusedState(3)).isEmpty();
        assertThat(old.discarded).isTrue();
        assertThat(used.discarded).isFalse();
        assertThatThrownBy(
                        () ->
                                registry.registerReference(
                                        new SharedStateRegistryKey("old"), placeholder(), 4))
                .as("the entry is gone, too")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("Files are deleted by the executor, not by who drops them")
    void A32_filesAreDeletedByAnExecutor() {
        var queue = new ArrayDeque<Runnable>();
        var slow = new SharedStateRegistryImpl(queue::add);
        var handle = new File("one");
        slow.registerReference(KEY, handle, 1);
        slow.unregisterUnusedState(2);
        assertThat(handle.discarded).isFalse();
        queue.remove().run();
        assertThat(handle.discarded).isTrue();
    }

    @Test
    @DisplayName(
            "Files up to a restored checkpoint that is not claimed are forgotten, but not deleted")
    void A32_filesThatAreNotClaimedAreNotDeleted() {
        var old = new File("old");
        var own = new File("own");
        registry.registerReference(new SharedStateRegistryKey("old"), old, 3);
        Restored.notClaimed(registry, checkpoint(3, CHECKPOINT));
        registry.registerReference(new SharedStateRegistryKey("own"), own, 4);
        registry.unregisterUnusedState(5);
        assertThat(old.discarded).isFalse();
        assertThat(own.discarded).as("made by 4").isTrue();

        var claimed = new File("claimed");
        var claiming = new SharedStateRegistryImpl();
        claiming.registerReference(KEY, claimed, 3);
        Restored.claimed(claiming, checkpoint(3, CHECKPOINT));
        claiming.unregisterUnusedState(5);
        assertThat(claimed.discarded).as("claimed").isTrue();
    }

    @Test
    @DisplayName(
            "A claimed checkpoint that shares no files is in use as long as one of its files is")
    void A32_aClaimedCheckpointThatSharesNothingIsInUse() {
        registry.registerReference(KEY, new File("one"), 3);
        Restored.claimed(registry, checkpoint(3, SAVEPOINT));
        registry.registerReference(KEY, placeholder(), 5);
        assertThat(registry.unregisterUnusedState(4)).containsExactly(3L);
        assertThat(registry.unregisterUnusedState(6)).isEmpty();

        var sharing = new SharedStateRegistryImpl();
        sharing.registerReference(KEY, new File("one"), 3);
        Restored.claimed(sharing, checkpoint(3, CHECKPOINT));
        sharing.registerReference(KEY, placeholder(), 5);
        assertThat(sharing.unregisterUnusedState(4)).as("one that shares files").isEmpty();
    }

    @Test
    @DisplayName("A changelog's empty wrapper is replaced by a different handle")
    void A31_aChangelogsWrapperIsReplaced() {
        var handle = new File("one");
        registry.registerReference(
                KEY, new EmptyDiscardStateObjectForRegister(new StateHandleID("one")), 1);
        assertThat(registry.registerReference(KEY, handle, 2)).isSameAs(handle);
        registry.unregisterUnusedState(3);
        assertThat(handle.discarded).isTrue();
    }

    private static CompletedCheckpoint checkpoint(long id, CheckpointProperties restored) {
        return new CompletedCheckpoint(
                new JobID(),
                id,
                0,
                0,
                Map.of(),
                List.of(),
                CHECKPOINT,
                new TestCompletedCheckpointStorageLocation(),
                null,
                restored);
    }

    private void assertUsedLast(StreamStateHandle registered, long checkpoint, File expected) {
        assertThat(registry.registerReference(KEY, registered, checkpoint)).isSameAs(expected);
        registry.unregisterUnusedState(checkpoint);
        assertThat(expected.discarded).as("used by %d", checkpoint).isFalse();
    }

    private static PlaceholderStreamStateHandle placeholder() {
        return new PlaceholderStreamStateHandle(new PhysicalStateHandleID("one"), 1, false);
    }

    /** A file that knows whether it was deleted. */
    private static final class File extends ByteStreamStateHandle {
        private static final long serialVersionUID = 1;
        private boolean discarded;

        File(String name) {
            super(name, name.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void discardState() {
            discarded = true;
        }
    }
}
