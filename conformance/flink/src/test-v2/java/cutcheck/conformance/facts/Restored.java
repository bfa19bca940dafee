package cutcheck.conformance.facts;

import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.state.SharedStateRegistry;

/** How a job takes over the checkpoint that it starts from. The mode has another name since 2.0. */
final class Restored {
    private Restored() {}

    static void claimed(SharedStateRegistry registry, CompletedCheckpoint checkpoint) {
        registry.registerAllAfterRestored(checkpoint, RecoveryClaimMode.CLAIM);
    }

    static void notClaimed(SharedStateRegistry registry, CompletedCheckpoint checkpoint) {
        registry.registerAllAfterRestored(checkpoint, RecoveryClaimMode.NO_CLAIM);
    }
}
