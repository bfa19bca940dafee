package org.apache.flink.runtime.checkpoint;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_ASYNC_EXCEPTION;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_DECLINED;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_NOT_READY;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_EXPIRED;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.FINALIZE_CHECKPOINT_FAILURE;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.IO_EXCEPTION;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.TRIGGER_CHECKPOINT_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;

/** Which failed checkpoints are counted, and when the job fails by them. */
class FailureCountFactsTest {
    private static final CheckpointProperties CHECKPOINT =
            CheckpointProperties.forCheckpoint(
                    CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION);

    @TempDir Path directory;

    @Test
    @DisplayName("Five of the 24 reasons are counted")
    void A22_X11_fiveReasonsAreCounted() {
        var counted =
                Arrays.stream(CheckpointFailureReason.values())
                        .filter(
                                reason -> {
                                    var counter = new Counter(0);
                                    counter.fail(1, reason);
                                    return counter.jobFailures == 1;
                                })
                        .collect(Collectors.toSet());
        assertThat(counted)
                .isEqualTo(
                        EnumSet.of(
                                IO_EXCEPTION,
                                CHECKPOINT_ASYNC_EXCEPTION,
                                CHECKPOINT_DECLINED,
                                CHECKPOINT_EXPIRED,
                                FINALIZE_CHECKPOINT_FAILURE));
        assertThat(CheckpointFailureReason.values()).hasSize(24);
    }

    @Test
    @DisplayName(
            "An id counts once, and the job fails when more than the tolerable failures are"
                    + " counted")
    void A22_anIdCountsOnceAndTheLimitIsStrict() {
        var counter = new Counter(1);
        counter.fail(1, CHECKPOINT_EXPIRED);
        counter.fail(1, CHECKPOINT_EXPIRED);
        assertThat(counter.jobFailures).isZero();
        counter.fail(2, CHECKPOINT_EXPIRED);
        assertThat(counter.jobFailures).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "A success of a larger id than the last success resets the count; a smaller one does"
                    + " not")
    void A22_aSuccessWithALargerIdResets() {
        var counter = new Counter(1);
        counter.fail(1, CHECKPOINT_EXPIRED);
        counter.manager.handleCheckpointSuccess(5);
        counter.fail(6, CHECKPOINT_EXPIRED);
        assertThat(counter.jobFailures).as("1, success of 5, 6").isZero();
        counter.manager.handleCheckpointSuccess(4);
        counter.fail(7, CHECKPOINT_EXPIRED);
        assertThat(counter.jobFailures).as("6, success of 4, 7").isEqualTo(1);
    }

    @Test
    @DisplayName(
            "The job fails because of a task when an attempt has declined, else because of the"
                    + " JobManager")
    void A22_whoIsBlamed() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(0).build();
        kit.trigger();
        kit.decline(kit.sink, 1);
        assertThat(kit.take()).contains("failJobDueToTask").doesNotContain("failJob");
        kit.trigger();
        kit.expire(2);
        assertThat(kit.take()).contains("failJob").doesNotContain("failJobDueToTask");
    }

    @Test
    @DisplayName(
            "A synchronous savepoint that a task declines fails the job, whatever the reason and"
                    + " the limit")
    void A23_R4_aDeclinedSynchronousSavepointFailsTheJob() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(100).build();
        kit.triggerSynchronousSavepoint(directory.toUri().toString());
        kit.decline(kit.attempt(kit.sink), 1, CHECKPOINT_DECLINED_TASK_NOT_READY);
        assertThat(kit.take()).contains("failJob");

        kit.trigger();
        kit.decline(kit.attempt(kit.sink), 2, CHECKPOINT_DECLINED_TASK_NOT_READY);
        assertThat(kit.take()).as("a checkpoint").doesNotContain("failJob", "failJobDueToTask");
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "A timeout while triggering is told twice: with tolerable 0, one checkpoint fails the"
                    + " job twice")
    void R3_aTimeoutWhileTriggeringFailsTheJobTwice() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(0).coordinators("coordinator").build();
        kit.coordinators.get(0).silent();
        kit.trigger();
        kit.expire(1);
        kit.settle();
        assertThat(kit.take()).filteredOn("failJob"::equals).hasSize(2);

        kit.coordinators.get(0).answering();
        kit.trigger();
        kit.expire(2);
        kit.settle();
        assertThat(kit.take()).as("behind the trigger").filteredOn("failJob"::equals).hasSize(1);
    }

    @Test
    @Tag("every-version")
    @DisplayName(
            "With tolerable 1 the second telling survives the job's failure, so that the next"
                    + " failure alone is one too many")
    void R3_theSecondTellingSurvivesTheFailureOfTheJob() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(1).coordinators("coordinator").build();
        kit.coordinators.get(0).silent();
        for (long id = 1; id <= 2; id++) {
            kit.trigger();
            kit.expire(id);
            kit.settle();
        }
        assertThat(kit.take())
                .filteredOn("failJob"::equals)
                .as("two failures, one tolerable")
                .hasSize(1);
        assertThat(kit.counted()).as("after the job's failure").isEqualTo(1);

        kit.coordinators.get(0).answering();
        kit.trigger();
        kit.expire(3);
        assertThat(kit.take()).contains("failJob");
    }

    @Test
    @Tag("every-version")
    @DisplayName("Control: behind the trigger the same failures leave a count of zero")
    void R3_behindTheTriggerNothingSurvives() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(1).build();
        for (long id = 1; id <= 2; id++) {
            kit.trigger();
            kit.expire(id);
            kit.settle();
        }
        assertThat(kit.take()).filteredOn("failJob"::equals).hasSize(1);
        assertThat(kit.counted()).isZero();
    }

    @Test
    @DisplayName("A savepoint that expires is not counted, one that a task declines is")
    void R4_anExpiredSavepointIsNotCounted() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(5).build();
        kit.triggerSavepoint(directory.toUri().toString());
        kit.expire(1);
        assertThat(kit.counted()).isZero();
        kit.triggerSavepoint(directory.toUri().toString());
        kit.decline(kit.sink, 2);
        assertThat(kit.counted()).isEqualTo(1);
    }

    @Test
    @DisplayName("The success of a plain savepoint resets the count")
    void R4_aSavepointsSuccessResets() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(5).build();
        kit.trigger();
        kit.decline(kit.sink, 1);
        assertThat(kit.counted()).isEqualTo(1);
        kit.triggerSavepoint(directory.toUri().toString());
        kit.complete(2);
        assertThat(kit.counted()).isZero();
    }

    @Test
    @DisplayName(
            "To exceed the limit resets the count: it takes as many failures again to fail the job"
                    + " again")
    void R4_exceedingTheLimitResets() {
        var counter = new Counter(1);
        for (long id = 1; id <= 3; id++) {
            counter.fail(id, CHECKPOINT_EXPIRED);
            assertThat(counter.jobFailures).isEqualTo(id == 1 ? 0 : 1);
        }
        counter.fail(4, CHECKPOINT_EXPIRED);
        assertThat(counter.jobFailures).isEqualTo(2);
    }

    @Test
    @DisplayName("A failure without an id counts each time")
    void R4_unknownIdsCountEachTime() {
        var counter = new Counter(1);
        counter.fail(-1, IO_EXCEPTION);
        assertThat(counter.jobFailures).isZero();
        counter.fail(-1, IO_EXCEPTION);
        assertThat(counter.jobFailures).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5})
    @DisplayName("Failures of ids up to the last success are not counted")
    void R4_idsUpToTheLastSuccessDoNotCount(long id) {
        var counter = new Counter(0);
        counter.manager.handleCheckpointSuccess(5);
        counter.fail(id, CHECKPOINT_EXPIRED);
        assertThat(counter.jobFailures).isZero();
        counter.fail(6, CHECKPOINT_EXPIRED);
        assertThat(counter.jobFailures).isEqualTo(1);
    }

    @Test
    @DisplayName("A failure that is not counted does not reset the count")
    void R4_anUncountedFailureDoesNotReset() {
        var counter = new Counter(1);
        counter.fail(1, CHECKPOINT_EXPIRED);
        counter.fail(2, TRIGGER_CHECKPOINT_FAILURE);
        assertThat(counter.jobFailures).isZero();
        counter.fail(3, CHECKPOINT_EXPIRED);
        assertThat(counter.jobFailures).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "A decline by an unknown attempt aborts the pending checkpoint, and is counted as any"
                    + " other")
    void R5_aDeclineByAnUnknownAttemptAborts() throws Exception {
        var kit = new CoordinatorKit.Setup().tolerable(1).build();
        kit.trigger();
        kit.decline(ExecutionGraphTestUtils.createExecutionAttemptId(), 1, CHECKPOINT_DECLINED);
        assertThat(kit.pending()).isEmpty();
        assertThat(kit.counted()).isEqualTo(1);
    }

    /** A failure manager alone, and how often it has failed the job. */
    private static final class Counter implements CheckpointFailureManager.FailJobCallback {
        private final CheckpointFailureManager manager;
        private int jobFailures;

        Counter(int tolerable) {
            manager = new CheckpointFailureManager(tolerable, this);
        }

        void fail(long checkpoint, CheckpointFailureReason reason) {
            manager.handleJobLevelCheckpointException(
                    CHECKPOINT, new CheckpointException(reason), checkpoint);
        }

        @Override
        public void failJob(Throwable cause) {
            jobFailures++;
        }

        @Override
        public void failJobDueToTaskFailure(Throwable cause, ExecutionAttemptID attempt) {
            throw new AssertionError("no task has failed");
        }
    }
}
