package cutcheck.conformance.logs;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The job: pipelines of a source, an operator and a sink, chained unless there is an exchange
 * behind the source.
 */
final class TroubledJob {
    private static final int SPLITS = 24;

    private TroubledJob() {}

    /** Names of the pipelines, as in the log. */
    static List<String> pipelines(JobSettings settings) {
        return IntStream.range(0, settings.pipelines())
                .mapToObj(pipeline -> "P" + pipeline)
                .toList();
    }

    static JobGraph graph(JobSettings settings, Path checkpoints) {
        Configuration configuration = settings.toConfiguration(checkpoints);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(JobSettings.PARALLELISM);
        for (String pipeline : pipelines(settings))
            addPipeline(environment, pipeline, settings.exchange());
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        graph.getJobConfiguration().addAll(configuration);
        return graph;
    }

    private static void addPipeline(
            StreamExecutionEnvironment environment, String pipeline, boolean exchange) {
        NumberSource source = new NumberSource(pipeline, SPLITS);
        DataStream<Long> numbers =
                environment.fromSource(
                        source, WatermarkStrategy.noWatermarks(), pipeline, Types.LONG);
        (exchange ? numbers.rebalance() : numbers)
                .map(new TroubledMap(pipeline))
                .returns(Types.LONG)
                .name("Map " + pipeline)
                .addSink(new TransactionSink(pipeline))
                .name(pipeline);
    }
}
