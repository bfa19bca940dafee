package cutcheck.conformance.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.run.Inside;
import cutcheck.conformance.run.Values;

import org.apache.flink.runtime.checkpoint.CheckpointAccess;

import java.util.List;
import java.util.Set;

/**
 * The known differences that a step can show. Each is recognized by what it does and why, and
 * mended: Flink's classes are brought to the model's state, so that the rest of the run is
 * compared, too.
 */
final class ControlRules {
    /** An expired savepoint is not counted. */
    static final String R4 = "R4";

    /** 2.3: from the second failover on, the scheduler of checkpoints is not stopped. */
    static final String R2 = "R2";

    /**
     * Too many declines do not fail the job when the task that declined last has ended meanwhile.
     */
    static final String DECLINER_ENDED = "decliner-ended";

    private final ControlDriver driver;
    private final String action;
    private final JsonNode parameters;
    private final ObjectNode expected;
    private final List<String> differing;

    ControlRules(
            ControlDriver driver,
            String action,
            JsonNode parameters,
            ObjectNode expected,
            ObjectNode observed) {
        this.driver = driver;
        this.action = action;
        this.parameters = parameters;
        this.expected = expected;
        differing = Values.differing(expected, observed);
    }

    List<String> explain() throws Exception {
        if (mendsExpiredSavepoint()) {
            return List.of(R4);
        }
        if (mendsUnstoppedScheduler()) {
            return List.of(R2);
        }
        if (mendsForgottenFailure()) {
            return List.of(DECLINER_ENDED);
        }
        return List.of();
    }

    private boolean mendsExpiredSavepoint() {
        boolean expires =
                action.equals(ControlDriver.EXPIRES_EARLY) || action.equals(ControlDriver.EXPIRES);
        long id = driver.view().places().lastId(ControlDriver.placeOf(parameters));
        if (!expires
                || !Set.of("failures", "toFail").containsAll(differing)
                || !driver.isSavepoint(id)) {
            return false;
        }
        CheckpointAccess.countExpired(driver.job().failureManager, id);
        return isAsExpected();
    }

    /** ExecutionTrackingCheckpointCoordinatorDeActivator waits for attempts that have ended. */
    private boolean mendsUnstoppedScheduler() {
        JobMaster job = driver.job();
        boolean tracks = job.deActivator.getClass().getSimpleName().startsWith("ExecutionTracking");
        if (!tracks || (boolean) Inside.field(job.deActivator, "started")) {
            return false;
        }
        if (action.equals(ControlDriver.RESTARTS_ALL)) {
            // What is pending is aborted when the attempts have been replaced: nobody is told.
            return differing.equals(List.of("sent")) && driver.observe().path("sent").isEmpty();
        }
        job.coordinator.stopCheckpointScheduler();
        driver.afterwards();
        return isAsExpected();
    }

    /** DefaultExecutionGraph.failGlobalIfExecutionIsStillRunning. */
    private boolean mendsForgottenFailure() throws Exception {
        if (!action.equals(ControlDriver.RESTARTS_ALL) || !driver.isFailureForgotten()) {
            return false;
        }
        driver.job().restartAll();
        driver.afterwards();
        return isAsExpected();
    }

    private boolean isAsExpected() {
        return Values.differing(expected, driver.observe()).isEmpty();
    }
}
