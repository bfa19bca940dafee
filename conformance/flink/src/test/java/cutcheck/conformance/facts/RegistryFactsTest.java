package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.SharedStateRegistryKey;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/** The registry of files that checkpoints share. */
class RegistryFactsTest {
    private static final SharedStateRegistryKey KEY = new SharedStateRegistryKey("key");

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
        var queue = new java.util.ArrayDeque<Runnable>();
        var slow = new SharedStateRegistryImpl(queue::add);
        var handle = new File("one");
        slow.registerReference(KEY, handle, 1);
        slow.unregisterUnusedState(2);
        assertThat(handle.discarded).isFalse();
        queue.remove().run();
        assertThat(handle.discarded).isTrue();
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
