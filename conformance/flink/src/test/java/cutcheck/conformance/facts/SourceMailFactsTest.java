package cutcheck.conformance.facts;

import static cutcheck.conformance.facts.Script.reports;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.runtime.checkpoint.CheckpointMetaData;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.source.event.AddSplitEvent;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.streaming.api.operators.SourceOperatorFactory;
import org.apache.flink.streaming.runtime.tasks.SourceOperatorStreamTask;
import org.apache.flink.streaming.runtime.tasks.StreamTaskMailboxTestHarness;
import org.apache.flink.streaming.runtime.tasks.StreamTaskMailboxTestHarnessBuilder;
import org.apache.flink.util.SerializedValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * The mailbox of a source task: events of the coordinator, triggers and notifications that wait in
 * it together.
 */
class SourceMailFactsTest {
    private static final CheckpointStorageLocationReference LOCATION =
            CheckpointStorageLocationReference.getDefault();

    private final Script script = new Script();
    private final SplitSource source = SplitSource.quiet(script);
    private StreamTaskMailboxTestHarness<Integer> harness;

    @BeforeEach
    void start() throws Exception {
        var operator = new SourceOperatorFactory<>(source, WatermarkStrategy.noWatermarks());
        harness =
                new StreamTaskMailboxTestHarnessBuilder<>(
                                SourceOperatorStreamTask::new, BasicTypeInfo.INT_TYPE_INFO)
                        .setCollectNetworkEvents()
                        .setCheckpointResponder(new TaskUnderTest.Reports(script))
                        .setupOutputForSingletonOperatorChain(operator, TaskUnderTest.OPERATOR)
                        .build();
        harness.processAll();
        harness.setAutoProcess(false);
    }

    @AfterEach
    void end() throws Exception {
        harness.close();
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "the trigger of an unaligned checkpoint overtakes an event since 2.1; it does not"
                    + " before")
    void C6_N1_theTriggerOfAnUnalignedCheckpoint() throws Exception {
        assertSnapshot(
                CheckpointOptions.unaligned(CheckpointType.CHECKPOINT, LOCATION),
                Flink.atLeast("2.1"));
    }

    @Test
    @Tag("every-version")
    @DisplayName("the trigger of an aligned checkpoint does not overtake an event")
    void C6_N1_theTriggerOfAnAlignedCheckpoint() throws Exception {
        assertSnapshot(
                CheckpointOptions.alignedNoTimeout(CheckpointType.CHECKPOINT, LOCATION), false);
        assertSnapshot(
                CheckpointOptions.alignedWithTimeout(CheckpointType.CHECKPOINT, LOCATION, 600_000),
                false);
    }

    /** Split 1 is added, then the next checkpoint is triggered; is the split missing in it? */
    private void assertSnapshot(CheckpointOptions options, boolean missing) throws Exception {
        int known = script.events("reader 0 adds.*").size();
        long id = known + 1;
        add(known);
        trigger(id, options);
        harness.processAll();
        String added = "reader 0 adds [" + known + "]";
        List<Integer> before = List.of(0, 1, 2).subList(0, known);
        List<Integer> after = List.of(0, 1, 2).subList(0, known + 1);
        String snapshot = "reader 0 snapshot(" + id + ") has " + (missing ? before : after);
        assertThat(script.events("reader 0 (adds \\[" + known + "|snapshot\\(" + id + ").*"))
                .containsExactlyElementsOf(
                        missing ? List.of(snapshot, added) : List.of(added, snapshot));
    }

    @Test
    @DisplayName(
            "a notification waits behind what has been enqueued before it while the task works off"
                    + " its mailbox")
    void B14_aNotificationIsEnqueuedBehind() throws Exception {
        add(0);
        trigger(1, CheckpointOptions.alignedNoTimeout(CheckpointType.CHECKPOINT, LOCATION));
        harness.getStreamTask().notifyCheckpointCompleteAsync(7);
        harness.processAll();
        assertThat(script.events("reader.*"))
                .containsExactly(
                        "reader 0 adds [0]",
                        "reader 0 snapshot(1) has [0]",
                        "reader 0 complete(7)");
    }

    @Test
    @DisplayName(
            "while an operator yields, a notification is run and an event and a trigger are not")
    void B14_aNotificationOvertakesInAYield() throws Exception {
        var chained = harness.getExecutor(0);
        chained.execute(() -> script.happens("a mail of the chain"), "of an operator");
        add(0);
        trigger(1, CheckpointOptions.alignedNoTimeout(CheckpointType.CHECKPOINT, LOCATION));
        harness.getStreamTask().notifyCheckpointCompleteAsync(7);
        var downstream = harness.getExecutor(1);
        assertThat(downstream.tryYield()).isTrue();
        assertThat(script.events("reader.*|a mail.*")).containsExactly("reader 0 complete(7)");
        assertThat(downstream.tryYield()).as("nothing else may run in it").isFalse();
        harness.processAll();
        assertThat(script.events("reader.*|a mail.*"))
                .containsExactly(
                        "reader 0 complete(7)",
                        "a mail of the chain",
                        "reader 0 adds [0]",
                        "reader 0 snapshot(1) has [0]");
    }

    @Test
    @DisplayName(
            "a trigger of an id that is not above the last one is passed over: no barrier, no ack,"
                    + " no decline")
    void B8_aTriggerOutOfOrder() throws Exception {
        for (long id : new long[] {3, 2, 3, 4}) {
            trigger(id, CheckpointOptions.alignedNoTimeout(CheckpointType.CHECKPOINT, LOCATION));
            harness.processAll();
        }
        script.await("ack(4)");
        assertThat(reports(script)).containsExactly("ack(3)", "ack(4)");
        assertThat(script.events("reader 0 snapshot.*"))
                .containsExactly("reader 0 snapshot(3) has []", "reader 0 snapshot(4) has []");
    }

    private void add(int split) throws Exception {
        OperatorEvent event =
                new AddSplitEvent<>(
                        List.of(new SplitSource.Split(split)), source.getSplitSerializer());
        harness.getStreamTask()
                .dispatchOperatorEvent(TaskUnderTest.OPERATOR, new SerializedValue<>(event));
    }

    private void trigger(long checkpoint, CheckpointOptions options) {
        harness.getStreamTask()
                .triggerCheckpointAsync(new CheckpointMetaData(checkpoint, 0L), options);
    }
}
