package org.apache.flink.runtime.operators.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a reset of a subtask, or of the whole job, does to gateways and to the events in them. */
class SubtaskResetFactsTest {
    private final HolderKit kit = new HolderKit(2);

    SubtaskResetFactsTest() throws Exception {}

    @Test
    @DisplayName(
            "subtaskReset makes a new gateway first, without the events of the old one, then tells"
                    + " the coordinator")
    void C10_subtaskResetMakesAFreshGateway() throws Exception {
        kit.snapshot(1);
        kit.send(0, 1);
        kit.send(1, 2);
        kit.settle();
        kit.calls.clear();
        kit.restarts(0);
        kit.holder.subtaskReset(0, 7);
        kit.settle();
        assertThat(kit.calls).containsExactly("subtaskReset(0, 7)");
        kit.runs(0);
        assertThat(kit.calls).containsExactly("subtaskReset(0, 7)", "ready(0)");

        kit.send(0, 3);
        kit.settle();
        assertThat(kit.sent)
                .as("the new gateway is open, the withheld event is gone")
                .containsExactly("0:3");
        kit.acknowledge(1, 1);
        assertThat(kit.sent)
                .as("control: subtask 1's gateway has kept its event")
                .containsExactly("0:3", "1:2");
    }

    @Test
    @DisplayName(
            "Stock Flink avoids it by aborting first: then no gateway can close, and the snapshot"
                    + " fails")
    void C11_abortingFirstAvoidsIt() {
        var result = kit.ask(1);
        kit.abort(1);
        kit.holder.subtaskReset(0, -1);
        kit.settle();
        kit.answer(1);
        kit.settle();
        assertThat(result).isCompletedExceptionally();
        assertThat(kit.globalFailure()).isNull();
    }

    @Test
    @DisplayName(
            "resetToCheckpoint sends what is withheld, makes new gateways for all, then tells the"
                    + " coordinator")
    void C12_resetToCheckpointSendsWhatIsWithheld() throws Exception {
        kit.snapshot(3);
        kit.send(0, 1);
        kit.send(1, 2);
        kit.settle();
        kit.calls.clear();
        kit.holder.resetToCheckpoint(2, new byte[0]);
        assertThat(kit.sent).containsExactlyInAnyOrder("0:1", "1:2");
        kit.settle();
        assertThat(kit.calls).contains("resetToCheckpoint(2)");
        assertThat(kit.snapshot(3)).as("new gateways have seen no id").isCompleted();
    }

    @Test
    @DisplayName(
            "A gateway reset while closed: its event's future never completes, so the next snapshot"
                    + " never does")
    void N6_theNextSnapshotWaitsForADroppedEvent() throws Exception {
        kit.snapshot(1);
        var dropped = kit.send(0, 1);
        kit.settle();
        kit.holder.subtaskReset(0, 0);
        kit.settle();
        var next = kit.snapshot(2);
        kit.acknowledge(0, 2);
        kit.acknowledge(1, 2);
        assertThat(dropped).isNotDone();
        assertThat(next).isNotDone();
        assertThat(kit.sent).as("nobody has got it").isEmpty();
    }

    @Test
    @DisplayName("and a completion throws before the coordinator is told")
    void N6_theCompletionThrowsBeforeTheCoordinatorIsTold() {
        kit.snapshot(1);
        kit.holder.subtaskReset(0, 0);
        kit.settle();
        kit.calls.clear();
        kit.holder.notifyCheckpointComplete(1);
        assertThatThrownBy(kit::settle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unseen checkpoint");
        assertThat(kit.calls).isEmpty();
    }

    @Test
    @DisplayName(
            "An abort behind a reset throws at the fresh gateway: later gateways stay closed, the"
                    + " coordinator is not told")
    void R2_N6_anAbortStopsAtTheFirstFreshGateway() {
        kit.snapshot(1);
        kit.send(1, 1);
        kit.settle();
        kit.holder.notifyCheckpointAborted(1); // queued, as by a restore that aborts
        kit.holder.subtaskReset(0, -1); // at once, in the main thread
        assertThatThrownBy(kit::settle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unseen checkpoint");
        kit.settle();
        assertThat(kit.sent).as("subtask 1's gateway is still closed").isEmpty();
        assertThat(kit.calls).doesNotContain("abort(1)");
    }

    @Test
    @DisplayName(
            "Control: with the abort before the reset, the event is sent, the next snapshot"
                    + " completes, all are told")
    void N6_abortingFirstAvoidsIt() {
        kit.snapshot(1);
        var event = kit.send(0, 1);
        kit.settle();
        kit.abort(1);
        kit.holder.subtaskReset(0, 0);
        kit.settle();
        assertThat(event).isCompleted();
        assertThat(kit.snapshot(2)).isCompleted();
        kit.complete(2);
        assertThat(kit.calls).endsWith("complete(2)");
    }
}
