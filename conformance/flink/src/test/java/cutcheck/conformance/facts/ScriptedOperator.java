package cutcheck.conformance.facts;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.graph.StreamConfig;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.StreamTask;

import java.util.List;

/**
 * Passes records on and tells a {@link Script} of what an operator gets to know: {@code init at 0#1
 * from 3} ({@code from -} without a restored checkpoint), {@code record at}, {@code prepare(n) at},
 * {@code snapshot(n) at} (the synchronous part), {@code async(n) at} (the asynchronous part),
 * {@code complete(n) at}, {@code aborted(n) at}.
 */
final class ScriptedOperator<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<T, T> {
    private final Local<Script> script;
    private transient ListState<String> state;
    private transient String place;

    ScriptedOperator(Script script) {
        this.script = Local.of(script);
    }

    /** What an operator factory makes that is not Flink's {@code SimpleOperatorFactory}. */
    static <T> ScriptedOperator<T> in(Script script, StreamOperatorParameters<T> parameters) {
        ScriptedOperator<T> operator = new ScriptedOperator<>(script);
        operator.setup(
                parameters.getContainingTask(),
                parameters.getStreamConfig(),
                parameters.getOutput());
        operator.setProcessingTimeService(parameters.getProcessingTimeService());
        return operator;
    }

    /** Public in 1.20, protected in 2.x: overridden so that it can be called in both. */
    @Override
    public void setup(StreamTask<?, ?> task, StreamConfig config, Output<StreamRecord<T>> output) {
        super.setup(task, config, output);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        var task = getRuntimeContext().getTaskInfo();
        place = " at " + task.getIndexOfThisSubtask() + "#" + task.getAttemptNumber();
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "moments", new ScriptedSerializer(script)));
        var restored = context.getRestoredCheckpointId();
        script.get()
                .happens(
                        "init"
                                + place
                                + " from "
                                + (restored.isPresent() ? restored.getAsLong() : "-"));
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        script.get().passes("record" + place);
        output.collect(element);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) {
        script.get().happens("prepare(" + checkpoint + ")" + place);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        script.get().happens("snapshot(" + context.getCheckpointId() + ")" + place);
        state.update(List.of("async(" + context.getCheckpointId() + ")" + place));
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        script.get().happens("complete(" + checkpoint + ")" + place);
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) throws Exception {
        super.notifyCheckpointAborted(checkpoint);
        script.get().happens("aborted(" + checkpoint + ")" + place);
    }
}
