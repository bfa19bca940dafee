package org.apache.flink.runtime.source.coordinator;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;

import java.util.concurrent.ScheduledExecutorService;

/** Makes the context of a SourceCoordinator, whose constructor differs between versions. */
final class SourceContexts {
    private SourceContexts() {}

    static <S extends SourceSplit> SourceCoordinatorContext<S> make(
            ScheduledExecutorService loop,
            ScheduledExecutorService worker,
            SourceCoordinatorProvider.CoordinatorExecutorThreadFactory threads,
            OperatorCoordinator.Context context,
            SimpleVersionedSerializer<S> splits) {
        return new SourceCoordinatorContext<>(
                new JobID(),
                loop,
                worker,
                threads,
                context,
                splits,
                new SplitAssignmentTracker<>(),
                false);
    }
}
