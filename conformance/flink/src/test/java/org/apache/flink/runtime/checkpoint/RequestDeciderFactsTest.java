package org.apache.flink.runtime.checkpoint;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.MINIMUM_TIME_BETWEEN_CHECKPOINTS;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.TOO_MANY_CHECKPOINT_REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator.CheckpointTriggerRequest;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which of the queued requests for a checkpoint may go. */
class RequestDeciderFactsTest {
    @Test
    @DisplayName(
            "Nothing is chosen while more checkpoints are being cleaned than may be taken at a"
                    + " time")
    void A6_nothingIsChosenWhileTooManyAreCleaned() {
        int[] cleaning = {3};
        var decider =
                new CheckpointRequestDecider(
                        2, (now, delay) -> {}, new ManualClock(), 0, () -> 0, () -> cleaning[0]);
        assertThat(decider.chooseRequestToExecute(request(false), false, 0)).isEmpty();
        cleaning[0] = 2;
        assertThat(decider.chooseQueuedRequestToExecute(false, 0)).isPresent();
    }

    @Test
    @DisplayName(
            "A periodic request that comes too early fails, and a timer is armed for the rest of"
                    + " the pause")
    void A6_aPeriodicRequestInThePauseFailsAndATimerIsArmed() {
        var armed = new ArrayList<Long>();
        var clock = new ManualClock();
        clock.advanceTime(java.time.Duration.ofMillis(1_030));
        var decider =
                new CheckpointRequestDecider(
                        1, (now, delay) -> armed.add(delay), clock, 100, () -> 0, () -> 0);
        var periodic = request(true);
        assertThat(decider.chooseRequestToExecute(periodic, false, 1_000)).isEmpty();
        assertThat(CoordinatorKit.failure(periodic.getOnCompletionFuture()))
                .isEqualTo(MINIMUM_TIME_BETWEEN_CHECKPOINTS);
        assertThat(armed).containsExactly(70L);
        assertThat(decider.chooseRequestToExecute(request(false), false, 1_000))
                .as("a request that is not periodic")
                .isPresent();
    }

    @Test
    @DisplayName(
            "1000 requests wait at most, in the order savepoints, others that are not periodic,"
                    + " periodic ones")
    void A6_theQueueIsBoundedAndOrdered() {
        var decider =
                new CheckpointRequestDecider(
                        1, (now, delay) -> {}, new ManualClock(), 0, () -> 1, () -> 0);
        var periodic = request(true);
        decider.chooseRequestToExecute(periodic, false, 0);
        for (int i = 1; i < 1_000; i++) {
            decider.chooseRequestToExecute(request(false), false, 0);
        }
        assertThat(decider.getNumQueuedRequests()).isEqualTo(1_000);
        assertThat(periodic.getOnCompletionFuture()).isNotDone();

        var savepoint =
                new CheckpointTriggerRequest(
                        CheckpointProperties.forSavepoint(false, SavepointFormatType.CANONICAL),
                        "somewhere",
                        false);
        decider.chooseRequestToExecute(savepoint, false, 0);
        assertThat(decider.getNumQueuedRequests()).isEqualTo(1_000);
        assertThat(CoordinatorKit.failure(periodic.getOnCompletionFuture()))
                .isEqualTo(TOO_MANY_CHECKPOINT_REQUESTS);
        assertThat(decider.chooseQueuedRequestToExecute(true, 0))
                .as("while triggering")
                .isEqualTo(Optional.empty());

        var free =
                new CheckpointRequestDecider(
                        9, (now, delay) -> {}, new ManualClock(), 0, () -> 0, () -> 0);
        for (var request : List.of(periodic, request(false), savepoint)) {
            free.chooseRequestToExecute(request, true, 0);
        }
        assertThat(free.chooseQueuedRequestToExecute(false, 0)).hasValue(savepoint);
        assertThat(free.chooseQueuedRequestToExecute(false, 0).orElseThrow().isPeriodic).isFalse();
        assertThat(free.chooseQueuedRequestToExecute(false, 0)).hasValue(periodic);
    }

    private static CheckpointTriggerRequest request(boolean periodic) {
        return new CheckpointTriggerRequest(
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                null,
                periodic);
    }
}
