package org.apache.flink.runtime.operators.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.util.FlinkRuntimeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The gateways from an operator's coordinator to its subtasks, and the holder that opens and closes
 * them.
 */
class GatewayFactsTest {
    private final HolderKit kit = new HolderKit(2);

    GatewayFactsTest() throws Exception {}

    @Test
    @DisplayName(
            "The coordinator is asked when all gateways are marked; they close, all together, when"
                    + " it has answered")
    void C3_gatewaysCloseWhenTheCoordinatorAnswers() {
        var result = kit.ask(1);
        assertThat(kit.calls).containsExactly("checkpoint(1)");
        kit.send(0, 1);
        kit.settle();
        assertThat(kit.sent).as("marked, not closed").containsExactly("0:1");

        kit.answer(1);
        kit.settle();
        assertThat(result.getNow(null)).containsExactly(1);
        kit.send(0, 2);
        kit.send(1, 3);
        kit.settle();
        assertThat(kit.sent).as("closed").containsExactly("0:1");
    }

    @Test
    @DisplayName(
            "The snapshot waits for the confirmation of what was sent before, not of what is sent"
                    + " after")
    void C3_theSnapshotWaitsForEventsSentBefore() {
        kit.confirmLater();
        kit.send(0, 1);
        kit.settle();
        var result = kit.snapshot(1);
        kit.send(0, 2);
        kit.settle();
        assertThat(result).isNotDone();
        kit.confirm();
        assertThat(result).isCompleted();
        assertThat(kit.sent).as("the later event is withheld").containsExactly("0:1");
    }

    @Test
    @DisplayName("If an event that was sent before is lost, the snapshot fails")
    void C3_aLostEventFailsTheSnapshot() {
        kit.confirmLater();
        kit.send(0, 1);
        kit.settle();
        var result = kit.snapshot(1);
        kit.lose();
        assertThat(result).isCompletedExceptionally();
    }

    @Test
    @DisplayName(
            "If the checkpoint was aborted before the coordinator answers, no gateway closes and"
                    + " the snapshot fails")
    void C3_anAbortedCheckpointClosesNothing() {
        var result = kit.ask(1);
        kit.abort(1);
        kit.answer(1);
        kit.settle();
        assertThat(result).isCompletedExceptionally();
        kit.send(0, 1);
        kit.settle();
        assertThat(kit.sent).containsExactly("0:1");
    }

    @Test
    @DisplayName(
            "An event withheld for one checkpoint holds up the coordinator's snapshot of the next"
                    + " one")
    void C3_aWithheldEventHoldsUpTheNextSnapshot() {
        kit.snapshot(1);
        kit.send(0, 1);
        kit.settle();
        var next = kit.snapshot(2);
        assertThat(next).isNotDone();
        kit.complete(1);
        assertThat(kit.sent).containsExactly("0:1");
        assertThat(next).isCompleted();
    }

    @Test
    @DisplayName(
            "Ids that are marked must increase: through the holder, a smaller one fails the job and"
                    + " the snapshot")
    void C3_X8_regressingIdsAreAGlobalFailure() {
        kit.snapshot(5);
        assertThat(kit.globalFailure()).isNull();
        var result = kit.ask(4);
        assertThat(result).isCompletedExceptionally();
        assertThat(kit.globalFailure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Regressing checkpoint IDs");
        assertThat(kit.calls).as("the coordinator is not asked").containsExactly("checkpoint(5)");
        assertThat(kit.ask(5)).as("the same id").isCompletedExceptionally();
    }

    @Test
    @DisplayName(
            "What the coordinator sends before it answers leaves before the gates close, what it"
                    + " sends after does not")
    void C4_theCutIsTheMomentOfTheAnswer() {
        kit.ask(1);
        kit.send(0, 1);
        kit.answer(1);
        kit.send(0, 2);
        kit.send(1, 3);
        assertThat(kit.sent).as("the main thread has seen nothing yet").isEmpty();
        kit.settle();
        assertThat(kit.sent).containsExactly("0:1");
    }

    @Test
    @DisplayName("To a subtask that is not running an event cannot be sent")
    void C5_anEventToASubtaskThatIsNotRunningThrows() {
        kit.restarts(0);
        kit.holder.subtaskReset(0, -1);
        kit.settle();
        assertThat(kit.calls).containsExactly("subtaskReset(0, -1)");
        var tasks = EventReceivingTasks.createForNotYetRunningTasks();
        assertThatThrownBy(
                        () ->
                                tasks.createGatewayForSubtask(0, 0)
                                        .sendEvent(new TestOperatorEvent(1)))
                .isInstanceOf(FlinkRuntimeException.class)
                .hasMessageContaining("not ready");
        kit.send(1, 2);
        kit.settle();
        assertThat(kit.sent).as("control: the running subtask").containsExactly("1:2");
    }

    @Test
    @DisplayName("A closed gateway keeps an event for the largest id that it is closed for")
    void C5_anEventIsKeptForTheLargestClosedId() throws Exception {
        kit.snapshot(1);
        kit.send(0, 1);
        kit.snapshot(2);
        kit.send(0, 2);
        kit.settle();
        kit.acknowledge(0, 1);
        assertThat(kit.sent).as("1 is opened, 2 is not").containsExactly("0:1");
        kit.acknowledge(0, 2);
        assertThat(kit.sent).containsExactly("0:1", "0:2");
    }

    @Test
    @DisplayName("An event whose RPC fails while the subtask runs fails that subtask")
    void C5_aLostEventFailsTheSubtask() {
        kit.confirmLater();
        var result = kit.send(1, 1);
        kit.settle();
        kit.lose();
        assertThat(kit.failedOver).containsExactly(1);
        assertThat(result).isCompletedExceptionally();

        kit.send(1, 2);
        kit.settle();
        kit.ends(1);
        kit.lose();
        assertThat(kit.failedOver).as("it has ended already").containsExactly(1);
    }

    @Test
    @DisplayName(
            "To open for the smallest closed id sends its events; for another one, hands them to"
                    + " the next smaller one")
    void C7_eventsAreHandedToTheNextSmallerId() throws Exception {
        kit.snapshot(1);
        kit.snapshot(2);
        kit.send(0, 1);
        kit.settle();
        kit.acknowledge(0, 2);
        assertThat(kit.sent).as("handed to 1").isEmpty();
        kit.send(0, 2);
        kit.settle();
        kit.acknowledge(0, 1);
        assertThat(kit.sent).containsExactly("0:1", "0:2");
    }

    @Test
    @DisplayName(
            "To open for an id that is not marked any more does nothing; for one never seen, it is"
                    + " an illegal state")
    void C7_openingForUnmarkedAndUnseenIds() throws Exception {
        kit.snapshot(2);
        kit.send(0, 1);
        kit.settle();
        kit.acknowledge(0, 1);
        assertThat(kit.sent).as("1 was never marked, and is below 2").isEmpty();
        assertThatThrownBy(() -> kit.acknowledge(0, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unseen checkpoint");
        kit.acknowledge(0, 2);
        kit.acknowledge(0, 2);
        assertThat(kit.sent).containsExactly("0:1");
    }

    @Test
    @DisplayName(
            "An abort before the coordinator is asked is for an unseen id: it throws, and the"
                    + " coordinator is not told")
    void C7_anAbortBeforeTheQuestionThrows() {
        kit.holder.notifyCheckpointAborted(1);
        assertThatThrownBy(kit::settle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unseen checkpoint");
        assertThat(kit.calls).isEmpty();
        assertThat(kit.snapshot(2)).as("the next one is not touched by it").isCompleted();
    }

    @Test
    @DisplayName("The subtask's event opens its own gateway and is not seen by the coordinator")
    void C8_theSubtasksEventOpensItsGateway() throws Exception {
        kit.snapshot(1);
        kit.send(0, 1);
        kit.send(1, 2);
        kit.settle();
        kit.acknowledge(0, 1);
        assertThat(kit.sent).containsExactly("0:1");
        assertThat(kit.calls).containsExactly("checkpoint(1)");
        kit.holder.handleEventFromOperator(0, 0, new TestOperatorEvent(9));
        assertThat(kit.calls).as("control: another event").endsWith("event(0)");
    }

    @Test
    @DisplayName(
            "Completion and abort open all gateways for their id, before the coordinator is told")
    void C8_completionAndAbortOpenAllGateways() {
        for (long id = 1; id <= 2; id++) {
            kit.snapshot(id);
            kit.send(0, (int) id);
            kit.send(1, (int) id);
            kit.settle();
            kit.calls.clear();
            kit.sent.clear();
            if (id == 1) {
                kit.complete(id);
            } else {
                kit.abort(id);
            }
            assertThat(kit.sent).containsExactlyInAnyOrder("0:" + id, "1:" + id);
            assertThat(kit.calls).containsExactly(id == 1 ? "complete(1)" : "abort(2)");
        }
    }

    @Test
    @DisplayName("abortCurrentTriggering opens all gateways for the largest marked id only")
    void C8_abortCurrentTriggeringOpensTheLargestMarkedId() {
        kit.snapshot(1);
        kit.send(0, 1);
        kit.ask(2);
        kit.holder.abortCurrentTriggering();
        kit.settle();
        assertThat(kit.sent).as("2 was marked; 1 stays closed").isEmpty();
        kit.holder.abortCurrentTriggering();
        kit.settle();
        assertThat(kit.sent).containsExactly("0:1");
    }

    @Test
    @DisplayName(
            "The younger of two checkpoints leaves its triggering twice: the older one's gateway"
                    + " opens before its barrier")
    void X13_leavingTheTriggeringTwiceOpensTheOlderCheckpoint() {
        kit.snapshot(1);
        kit.send(0, 1);
        kit.ask(2);
        kit.abort(2); // expired
        assertThat(kit.sent).as("the abort of 2 leaves 1 closed").isEmpty();
        kit.holder.abortCurrentTriggering(); // and then the trigger fails
        kit.settle();
        assertThat(kit.sent)
                .as("subtask 0 has not taken its snapshot for 1")
                .containsExactly("0:1");
    }

    @Test
    @DisplayName(
            "The subtask's event about its snapshot is not awaited: completion opens the gateway"
                    + " without it")
    void C9_withoutTheSubtasksEventTheCompletionOpens() {
        var result = kit.snapshot(1);
        assertThat(result)
                .as("the coordinator's part is done without any subtask's event")
                .isCompleted();
        kit.send(0, 1);
        kit.settle();
        kit.complete(1);
        assertThat(kit.sent).containsExactly("0:1");
        assertThatCode(() -> kit.acknowledge(0, 1))
                .as("it arrives late")
                .doesNotThrowAnyException();
    }

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
