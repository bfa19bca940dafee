package org.apache.flink.runtime.operators.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What ends the JobManager's process, in a process of its own. */
class GatewayResetFactsTest {
    /** {@code FatalExitExceptionHandler.EXIT_CODE}, -17, as the operating system shows it. */
    private static final int FATAL = 239;

    @TempDir Path directory;

    @Test
    @DisplayName(
            "A gateway reset between the coordinator's question and its answer ends the"
                + " JobManager's process")
    void C11_N5_aResetBetweenQuestionAndAnswerEndsTheProcess() throws Exception {
        Ended ended = run("reset");
        assertThat(ended.exitCode).as(ended.output).isEqualTo(FATAL);
        assertThat(ended.output)
                .contains("Some subtask gateway can be closed while others cannot")
                .doesNotContain("the snapshot is complete");
    }

    @Test
    @DisplayName("Control: without the reset the process lives on, and the snapshot is complete")
    void C11_N5_withoutTheResetTheProcessLivesOn() throws Exception {
        Ended ended = run();
        assertThat(ended.exitCode).as(ended.output).isZero();
        assertThat(ended.output).contains("the snapshot is complete: true");
    }

    private record Ended(int exitCode, String output) {}

    private Ended run(String... arguments) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                classPath(),
                                GatewayResetProgram.class.getName()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the process ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /**
     * Surefire gives its tests a class path in the manifest of a file, and the whole one in a
     * property.
     */
    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
