package cutcheck.conformance.commit;

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamSink;
import org.apache.flink.streaming.runtime.tasks.StreamTaskAttempt;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operators of a region's tasks: each counts the records that it passes on, and the last one
 * has the sink.
 */
final class Chains {
    private final Outside outside;
    private final int tasksPerRegion;

    Chains(Outside outside, int tasksPerRegion) {
        this.outside = outside;
        this.tasksPerRegion = tasksPerRegion;
    }

    /** The ids of the operators of each task of a region. */
    List<List<OperatorID>> ids() {
        List<OperatorID> sink = List.of(new OperatorID(2, 1), new OperatorID(2, 2));
        return tasksPerRegion == 1 ? List.of(sink) : List.of(List.of(new OperatorID(1, 1)), sink);
    }

    boolean hasSink(int task) {
        return task % tasksPerRegion == tasksPerRegion - 1;
    }

    List<OperatorID> idsOf(int task) {
        return ids().get(task % tasksPerRegion);
    }

    List<StreamOperatorFactory<Integer>> operatorsOf(int task) {
        StreamOperatorFactory<Integer> counting =
                SimpleOperatorFactory.of(new CountingOperator(outside));
        return hasSink(task) ? List.of(counting, sink(task / tasksPerRegion)) : List.of(counting);
    }

    /** A sink has no output, of whatever type. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private StreamOperatorFactory<Integer> sink(int region) {
        return (StreamOperatorFactory)
                SimpleOperatorFactory.of(new StreamSink<>(new LoggedSink(outside, region)));
    }

    /** How many records a task has processed. */
    static int positionOf(StreamTaskAttempt attempt) {
        return ((CountingOperator) attempt.operators().get(0)).position();
    }

    /** The checkpoints whose transactions a task keeps. */
    static Set<Long> preparedBy(StreamTaskAttempt attempt) {
        Set<Long> prepared = new TreeSet<>();
        for (StreamOperator<?> operator : attempt.operators()) {
            if (operator instanceof StreamSink<?> sink) {
                prepared.addAll(((LoggedSink) sink.getUserFunction()).prepared());
            }
        }
        return prepared;
    }
}
