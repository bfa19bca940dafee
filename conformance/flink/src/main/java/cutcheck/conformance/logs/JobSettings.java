package cutcheck.conformance.logs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.flink.configuration.Configuration;

import java.nio.file.Path;
import java.util.Random;

/**
 * How a job is made and how its log is written. Durations are in milliseconds.
 *
 * @param seed what the settings and the troubles were drawn from
 * @param mode which lines are in the log
 * @param interval between two checkpoints
 * @param timeout of a checkpoint
 * @param pause minimal time between two checkpoints
 * @param concurrent checkpoints that may be pending at a time; 1 where there is a pause or barriers
 *     overtake records, as Flink demands
 * @param tolerable failed checkpoints that the job survives in a row
 * @param unaligned whether barriers overtake records
 * @param pipelines sources, each with its own operators and sink
 * @param exchange whether records are sent to all subtasks of the next operator: then a pipeline is
 *     one region, of two tasks per subtask; otherwise each subtask is a region, of one task
 * @param restartDelay between a failure and the restart
 * @param answerMax how long the asynchronous part of a snapshot takes at most
 * @param savepoints whether somebody asks for savepoints and checkpoints
 * @param leadership whether the JobManager may lose its leadership
 * @param duration of the part of the job in which things go wrong
 * @param ending how the job ends
 */
record JobSettings(
        int seed,
        Mode mode,
        int interval,
        int timeout,
        int pause,
        int concurrent,
        int tolerable,
        boolean unaligned,
        int pipelines,
        boolean exchange,
        int restartDelay,
        int answerMax,
        boolean savepoints,
        boolean leadership,
        int duration,
        Ending ending) {

    /** Subtasks of each operator. */
    static final int PARALLELISM = 2;

    /** Which lines are in a log. */
    enum Mode {
        /** What a JobManager and its tasks print by default. */
        INFO,
        /** With the acknowledgements, and what tasks print of snapshots and notifications. */
        DEBUG
    }

    enum Ending {
        CANCEL,
        STOP_WITH_SAVEPOINT,
        CANCEL_WITH_SAVEPOINT
    }

    /** Draws settings. */
    static JobSettings draw(int seed, Mode mode, Random random) {
        int pause = pick(random, 0, 0, 0, 50);
        boolean exchange = random.nextInt(3) == 0;
        boolean unaligned = random.nextInt(5) == 0;
        boolean savepoints = random.nextBoolean();
        return new JobSettings(
                seed,
                mode,
                pick(random, 50, 80, 120),
                pick(random, 150, 300, 600),
                pause,
                pause > 0 || unaligned ? 1 : pick(random, 1, 2, 2, 3),
                pick(random, 0, 1, 2, 3),
                unaligned,
                pick(random, 1, 1, 2),
                exchange,
                pick(random, 20, 100, 250),
                pick(random, 0, 0, 40, 120),
                savepoints,
                random.nextInt(4) == 0,
                pick(random, 1500, 2000, 2500),
                savepoints
                        ? Ending.values()[random.nextInt(Ending.values().length)]
                        : Ending.CANCEL);
    }

    static int pick(Random random, int... from) {
        return from[random.nextInt(from.length)];
    }

    /** Tasks of the job: an exchange cuts the chain of source, operator and sink in two. */
    int tasks() {
        return pipelines * PARALLELISM * (exchange ? 2 : 1);
    }

    /** Pipelined regions of the job. */
    int regions() {
        return exchange ? pipelines : pipelines * PARALLELISM;
    }

    /** What Flink is told. */
    Configuration toConfiguration(Path checkpoints) {
        Configuration configuration = new Configuration();
        setMillis(configuration, "execution.checkpointing.interval", interval);
        setMillis(configuration, "execution.checkpointing.timeout", timeout);
        setMillis(configuration, "execution.checkpointing.min-pause", pause);
        configuration.setString(
                "execution.checkpointing.max-concurrent-checkpoints", Integer.toString(concurrent));
        configuration.setString(
                "execution.checkpointing.tolerable-failed-checkpoints",
                Integer.toString(tolerable));
        configuration.setString(
                "execution.checkpointing.unaligned.enabled", Boolean.toString(unaligned));
        configuration.setString("state.checkpoints.dir", checkpoints.toUri().toString());
        configuration.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "50");
        setMillis(configuration, "restart-strategy.fixed-delay.delay", restartDelay);
        configuration.setString("jobmanager.execution.failover-strategy", "region");
        return configuration;
    }

    /** The file that stands beside a log. */
    ObjectNode toJson(String version) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("version", version).put("mode", mode.name().toLowerCase()).put("seed", seed);
        json.put("interval", interval).put("timeout", timeout).put("pause", pause);
        json.put("concurrent", concurrent).put("tolerable", tolerable).put("unaligned", unaligned);
        json.put("pipelines", pipelines).put("exchange", exchange).put("parallelism", PARALLELISM);
        json.put("tasks", tasks()).put("regions", regions()).put("restartDelay", restartDelay);
        json.put("answerMax", answerMax)
                .put("savepoints", savepoints)
                .put("leadership", leadership);
        return json.put("ending", ending.name().toLowerCase().replace('_', '-'));
    }

    private static void setMillis(Configuration configuration, String option, int millis) {
        configuration.setString(option, millis + " ms");
    }
}
