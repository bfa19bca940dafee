package org.apache.flink.runtime.source.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.eventtime.WatermarkAlignmentParams;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.connector.source.mocks.MockSource;
import org.apache.flink.api.connector.source.mocks.MockSourceSplit;
import org.apache.flink.runtime.source.event.AddSplitEvent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What the coordinator of a source remembers of its assignments. The coordinator has a thread of
 * its own; each test waits until it has done what it was asked for.
 */
class SourceCoordinatorFactsTest extends SourceCoordinatorTestBase {
    @Test
    @DisplayName(
            "A snapshot moves new assignments under its id; its bytes have the enumerator's state,"
                + " not the tracker's")
    void E2_aSnapshotKeysAssignmentsAndWritesTheEnumeratorAlone() throws Exception {
        ready(6);
        assign(0);
        assertThat(unchecked()).containsKey(0);
        byte[] bytes = snapshot(100);
        assertThat(keys()).containsExactly(100L);
        assertThat(unchecked()).isEmpty();

        var restored = newInstance();
        try {
            restored.resetToCheckpoint(100, bytes);
            var enumerator = (TestingSplitEnumerator<?>) restored.getEnumerator();
            assertThat(enumerator.getUnassignedSplits())
                    .as("six but the one that is assigned")
                    .hasSize(5);
            assertThat(restored.getContext().getAssignmentTracker().assignmentsByCheckpointId())
                    .isEmpty();
        } finally {
            restored.close();
        }
    }

    @Test
    @DisplayName(
            "A completion drops the keys up to its id and tells the enumerator; an abort drops"
                + " nothing")
    void E3_aCompletionDropsKeysAndAnAbortDoesNot() throws Exception {
        ready(6);
        for (long id = 100; id <= 102; id++) {
            assign(0);
            snapshot(id);
        }
        sourceCoordinator.notifyCheckpointAborted(101);
        waitForCoordinatorToProcessActions();
        assertThat(keys()).containsExactly(100L, 101L, 102L);

        sourceCoordinator.notifyCheckpointComplete(101);
        waitForCoordinatorToProcessActions();
        assertThat(keys()).containsExactly(102L);
        assertThat(getEnumerator().getSuccessfulCheckpoints()).containsExactly(101L);
    }

    @Test
    @DisplayName(
            "subtaskReset gives back the subtask's splits above the id and those under no id, and"
                + " forgets its reader")
    void E4_aResetGivesBackWhatIsAboveTheId() throws Exception {
        ready(6);
        registerReader(1);
        List<String> kept = assign(0);
        snapshot(100);
        List<String> above = assign(0);
        snapshot(101);
        List<String> under = assign(0);
        List<String> others = assign(1);
        Set<String> before = unassigned();

        sourceCoordinator.executionAttemptFailed(0, 0, null);
        waitForCoordinatorToProcessActions();
        assertThat(unassigned()).as("the failure alone gives nothing back").isEqualTo(before);
        sourceCoordinator.subtaskReset(0, 100);
        waitForCoordinatorToProcessActions();
        assertThat(unassigned())
                .containsAll(before)
                .containsAll(above)
                .containsAll(under)
                .doesNotContainAnyElementsOf(kept)
                .doesNotContainAnyElementsOf(others);
        assertThat(context.registeredReaders()).containsOnlyKeys(1);
        assertThat(context.hasNoMoreSplits(0)).isFalse();

        sourceCoordinator.subtaskReset(0, 100);
        waitForCoordinatorToProcessActions();
        assertThat(unassigned()).as("they were removed").hasSize(before.size() + 2);
    }

    @Test
    @DisplayName("The mark that there are no more splits is forgotten, too")
    void E4_aResetForgetsThatThereAreNoMoreSplits() throws Exception {
        ready(2);
        context.runInCoordinatorThread(() -> context.signalNoMoreSplits(0));
        waitForCoordinatorToProcessActions();
        assertThat(context.hasNoMoreSplits(0)).isTrue();
        sourceCoordinator.subtaskReset(0, 1);
        waitForCoordinatorToProcessActions();
        assertThat(context.hasNoMoreSplits(0)).isFalse();
    }

    @Test
    @DisplayName("addSplitsBack is called with an empty list, too")
    void E4_theEnumeratorIsToldOfAnEmptyReset() throws Exception {
        ready(2);
        sourceCoordinator.subtaskReset(2, 5);
        waitForCoordinatorToProcessActions();
        assertThat(givenBack).containsExactly(List.of());
    }

    @Test
    @DisplayName(
            "A split goes to registered readers only; it is remembered and then sent as an event")
    void E5_anAssignmentNeedsARegisteredReader() throws Exception {
        ready(6);
        var assignment = new SplitsAssignment<>(new MockSourceSplit(77), 1);
        assertThatThrownBy(() -> context.assignSplits(assignment))
                .hasStackTraceContaining("is not registered");
        assertThat(unchecked()).doesNotContainKey(1);
        assertThat(receivingTasks.getSentEventsForSubtask(1)).isEmpty();

        registerReader(1);
        context.assignSplits(assignment);
        assertThat(unchecked()).containsOnlyKeys(1);
        assertThat(receivingTasks.getSentEventsForSubtask(1))
                .singleElement()
                .isInstanceOf(AddSplitEvent.class);
    }

    @Test
    @DisplayName(
            "resetToCheckpoint restores the enumerator from the bytes, with nothing remembered")
    void E6_aRestoredCoordinatorRemembersNothing() throws Exception {
        ready(6);
        assign(0);
        byte[] bytes = snapshot(100);
        assign(0);
        var restored = newInstance();
        try {
            restored.resetToCheckpoint(100, bytes);
            var tracker = restored.getContext().getAssignmentTracker();
            assertThat(tracker.assignmentsByCheckpointId()).isEmpty();
            assertThat(tracker.uncheckpointedAssignments()).isEmpty();
            assertThat(((TestingSplitEnumerator<?>) restored.getEnumerator()).getUnassignedSplits())
                    .hasSize(5);
        } finally {
            restored.close();
        }
        assertThatThrownBy(() -> sourceCoordinator.resetToCheckpoint(100, bytes))
                .as("one that has started cannot be reset; a new one is made instead")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName(
            "A checkpoint aborted before its coordinator's snapshot: it runs all the same, and keys"
                + " the assignments")
    void X12_theSnapshotOfAnAbortedCheckpointKeysAssignments() throws Exception {
        ready(6);
        assign(0);
        var busy = new CountDownLatch(1);
        context.runInCoordinatorThread(() -> await(busy));
        var result = new CompletableFuture<byte[]>();
        sourceCoordinator.checkpointCoordinator(100, result);
        sourceCoordinator.notifyCheckpointAborted(100);
        busy.countDown();
        waitForCoordinatorToProcessActions();
        assertThat(result).isCompleted();
        assertThat(keys()).containsExactly(100L);

        List<String> later = assign(0);
        snapshot(101);
        sourceCoordinator.notifyCheckpointComplete(101);
        waitForCoordinatorToProcessActions();
        assertThat(keys()).as("the next completion drops it").isEmpty();
        assertThat(later).hasSize(1);
    }

    private final List<List<MockSourceSplit>> givenBack = new CopyOnWriteArrayList<>();

    @Override
    Source<Integer, MockSourceSplit, Set<MockSourceSplit>> createMockSource() {
        return new MockSource(Boundedness.CONTINUOUS_UNBOUNDED, 1) {
            private static final long serialVersionUID = 1;

            @Override
            public SplitEnumerator<MockSourceSplit, Set<MockSourceSplit>> createEnumerator(
                    SplitEnumeratorContext<MockSourceSplit> context) {
                return new RecordedEnumerator(context, Set.of());
            }

            @Override
            public SplitEnumerator<MockSourceSplit, Set<MockSourceSplit>> restoreEnumerator(
                    SplitEnumeratorContext<MockSourceSplit> context, Set<MockSourceSplit> state) {
                return new RecordedEnumerator(context, state);
            }
        };
    }

    private final class RecordedEnumerator extends TestingSplitEnumerator<MockSourceSplit> {
        RecordedEnumerator(
                SplitEnumeratorContext<MockSourceSplit> context, Set<MockSourceSplit> state) {
            super(context, state);
        }

        @Override
        public void addSplitsBack(List<MockSourceSplit> splits, int subtask) {
            givenBack.add(List.copyOf(splits));
            super.addSplitsBack(splits, subtask);
        }
    }

    /** The source with this many splits runs, and subtask 0 is registered. */
    private void ready(int splits) throws Exception {
        sourceReady();
        addTestingSplitSet(splits);
        registerReader(0);
        waitForCoordinatorToProcessActions();
    }

    /** The enumerator assigns one split; its ids. */
    private List<String> assign(int subtask) {
        Set<String> before = unassigned();
        getEnumerator().executeAssignOneSplit(subtask);
        waitForCoordinatorToProcessActions();
        before.removeAll(unassigned());
        assertThat(before).hasSize(1);
        return List.copyOf(before);
    }

    private byte[] snapshot(long checkpoint) throws Exception {
        var result = new CompletableFuture<byte[]>();
        sourceCoordinator.checkpointCoordinator(checkpoint, result);
        return result.get(30, TimeUnit.SECONDS);
    }

    /** A new instance, as RecreateOnResetOperatorCoordinator makes one for a reset. */
    private SourceCoordinator<?, ?> newInstance() {
        var provider =
                new SourceCoordinatorProvider<>(
                        "source",
                        TEST_OPERATOR_ID,
                        createMockSource(),
                        1,
                        WatermarkAlignmentParams.WATERMARK_ALIGNMENT_DISABLED,
                        null);
        return (SourceCoordinator<?, ?>) provider.getCoordinator(operatorCoordinatorContext);
    }

    private Collection<Long> keys() {
        return splitSplitAssignmentTracker.assignmentsByCheckpointId().keySet();
    }

    private Map<Integer, ?> unchecked() {
        return splitSplitAssignmentTracker.uncheckpointedAssignments();
    }

    private Set<String> unassigned() {
        return getEnumerator().getUnassignedSplits().stream()
                .map(MockSourceSplit::splitId)
                .collect(Collectors.toSet());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
