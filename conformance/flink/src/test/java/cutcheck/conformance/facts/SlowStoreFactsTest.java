package cutcheck.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.minicluster.MiniCluster;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A checkpoint whose store write takes until a region has failed for the second time. */
@Tag("every-version")
class SlowStoreFactsTest {
    /** The process's exit code when a JobManager ends after a fatal error. */
    private static final int FATAL = 239;

    private final Script script = new Script();

    @Test
    @DisplayName("2.3: a completion during the restore is not told to the source's coordinator")
    void R2_aCoordinatorIsNeverTold() throws Exception {
        boolean untold = Flink.atLeast("2.3");
        try (MiniCluster cluster = Job.cluster(ScriptedStore.options(script));
                Logs logs = Logs.tell(script, SlowStoreProgram.STATUS);
                Job job =
                        Job.start(
                                cluster,
                                script,
                                2,
                                Map.of(),
                                numbers -> Job.scripted(script, numbers))) {
            assertThat(job.checkpoint()).isEqualTo(1);
            job.failAndRecover(script, 0);
            script.clear();
            Script.Hold store = script.hold("store(2)");
            CompletableFuture<Long> second = job.beginCheckpoint();
            store.awaitReached();
            SlowStoreProgram.failUntilTheMainThreadWaits(script);
            store.release();

            assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo(2);
            script.await("init at 0#2 from 2");
            job.awaitRunning();
            assertThat(job.checkpoint()).isEqualTo(3);
            script.await("enumerator complete(3)");
            script.await("complete(2) at 1#0");
            assertThat(script.events("enumerator complete.*"))
                    .containsExactlyElementsOf(
                            untold
                                    ? List.of("enumerator complete(3)")
                                    : List.of("enumerator complete(2)", "enumerator complete(3)"));
        }
    }

    @Test
    @DisplayName("2.3: with two concurrent checkpoints, the JobManager's process ends")
    void R2_N5_theProcessEnds() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(opens());
        command.addAll(List.of("-Xmx600m", "-cp", System.getProperty("java.class.path")));
        command.add(SlowStoreProgram.class.getName());
        File output = new File("target/" + System.getProperty("flink.line"), "slow-store.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as("exit code, see %s", output)
                    .isEqualTo(Flink.atLeast("2.3") ? FATAL : 0);
        } finally {
            process.destroyForcibly();
        }
    }

    /** What this JVM opens, for a child of it. */
    private static List<String> opens() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .toList();
    }
}
