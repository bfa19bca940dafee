package cutcheck.conformance.control;

import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;

/** Executes at once, in the thread that asks; what is scheduled for later stays scheduled. */
final class DirectService extends ManuallyTriggeredScheduledExecutorService {
    @Override
    public void execute(Runnable command) {
        command.run();
    }
}
