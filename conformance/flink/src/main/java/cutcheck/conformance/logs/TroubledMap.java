package cutcheck.conformance.logs;

import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Passes records on, and keeps the id of its latest snapshot as operator state, which is written in
 * the asynchronous part: each of the three throws, or takes long, where that is asked for.
 */
final class TroubledMap extends RichMapFunction<Long, Long> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final String pipeline;
    private transient String where;
    private transient ListState<Long> latest;

    TroubledMap(String pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Long map(Long record) {
        Trouble.throwIfAsked(TroubleKind.MAP_THROWS, where);
        Trouble.waitIfAsked(TroubleKind.MAP_SLOW, where);
        return record;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        Trouble.throwIfAsked(TroubleKind.SYNC_THROWS, where);
        Trouble.waitIfAsked(TroubleKind.SYNC_SLOW, where);
        latest.clear();
        latest.add(context.getCheckpointId());
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        where = pipeline + "/" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        latest = context.getOperatorStateStore().getListState(descriptor());
    }

    private ListStateDescriptor<Long> descriptor() {
        return new ListStateDescriptor<>("latest", new TroubledSerializer(where));
    }
}
