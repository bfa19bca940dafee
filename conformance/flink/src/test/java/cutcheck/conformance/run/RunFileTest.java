package cutcheck.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class RunFileTest {
    private static final String HEAD =
            "{\"kind\":\"head\",\"format\":\"cutcheck-runs\",\"version\":1,\"spec\":\"toy\",\"case\":\"c\"}\n";
    private static final String RUN =
            "{\"kind\":\"run\",\"id\":1,\"start\":{\"a\":1,\"b\":[2]},\"steps\":["
                + "{\"action\":\"x\",\"with\":{\"task\":0},\"seen\":{\"a\":3}},{\"action\":\"y\",\"with\":{},\"seen\":{\"b\":[]},\"refused\":[{\"action\":\"x\",\"with\":{\"task\":1}}]}]}\n";
    private static final String END =
            "{\"kind\":\"end\",\"runs\":1,\"steps\":2,\"covered\":{\"of\":2,\"done\":2}}\n";

    @TempDir Path folder;

    @Test
    @DisplayName("a step shows what it changes, and everything else as before")
    void unfoldsChanges() throws IOException {
        try (RunFile file = fileOf(HEAD + RUN + END)) {
            Run run = file.next();
            assertThat(run.before(0)).hasToString("{\"a\":1,\"b\":[2]}");
            assertThat(run.steps().get(0).after()).hasToString("{\"a\":3,\"b\":[2]}");
            assertThat(run.steps().get(1).after()).hasToString("{\"a\":3,\"b\":[]}");
            assertThat(run.refusedAfter(1)).isEmpty();
            assertThat(run.refusedAfter(2)).singleElement().hasToString("x task=1");
            assertThat(file.next()).isNull();
        }
    }

    @Test
    @DisplayName("a file that was cut off is refused, and not taken for a short one")
    void refusesWhatWasCutOff() throws IOException {
        try (RunFile file = fileOf(HEAD + RUN)) {
            file.next();
            assertThatThrownBy(file::next)
                    .isInstanceOf(RunFileException.class)
                    .hasMessageContaining("runs.jsonl:3")
                    .hasMessageContaining("cut off");
        }
    }

    @Test
    @DisplayName("an end that counts other runs than there are is refused")
    void refusesAnotherCount() throws IOException {
        try (RunFile file = fileOf(HEAD + END)) {
            assertThatThrownBy(file::next)
                    .isInstanceOf(RunFileException.class)
                    .hasMessageContaining("1 runs, 2 steps");
        }
    }

    @Test
    @DisplayName("another format, and another version of this one, are refused")
    void refusesAnotherFormat() {
        assertThatThrownBy(() -> fileOf(RUN)).isInstanceOf(RunFileException.class);
        assertThatThrownBy(() -> fileOf(HEAD.replace("\"version\":1", "\"version\":2")))
                .isInstanceOf(RunFileException.class)
                .hasMessageContaining("version 2");
    }

    private RunFile fileOf(String text) throws IOException {
        return new RunFile(Files.writeString(folder.resolve("runs.jsonl"), text));
    }
}
