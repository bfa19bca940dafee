package cutcheck.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

class ConformanceTest {
    @TempDir Path folder;

    /** A counter that the model lets count to 2. It goes wrong, or not, as a test says. */
    private static class Counter implements Driver {
        int count;

        @Override
        public void start(JsonNode head, JsonNode start) {
            count = start.path("count").asInt();
        }

        @Override
        public void step(String action, JsonNode parameters) {
            if (!action.equals("count")) {
                throw new UnmappedException(action + " has no counterpart");
            }
            count++;
        }

        @Override
        public ObjectNode observe() {
            return JsonNodeFactory.instance.objectNode().put("count", count);
        }

        @Override
        public String untried(String action, JsonNode parameters, ObjectNode state) {
            return null;
        }

        @Override
        public Attempt attempt(String action, JsonNode parameters) {
            return Attempt.refused();
        }
    }

    private static final String TO_TWO =
            "{\"kind\":\"run\",\"id\":1,\"start\":{\"count\":0},\"steps\":["
                    + "{\"action\":\"count\",\"with\":{},\"seen\":{\"count\":1}},"
                    + "{\"action\":\"count\",\"with\":{},\"seen\":{\"count\":2},"
                    + "\"refused\":[{\"action\":\"count\",\"with\":{}}]}]}\n";

    @Test
    @DisplayName(
            "a driver that does what the model does agrees, and what it was asked to refuse is"
                + " counted")
    void agrees() throws Exception {
        Findings findings = of(TO_TWO, 1, 2, Counter::new);
        assertThat(findings.unexplained()).isEmpty();
        assertThat(findings.runs()).isEqualTo(1);
        assertThat(findings.steps()).isEqualTo(2);
        assertThat(findings.triedCount()).isEqualTo(1);
    }

    @Test
    @DisplayName("a difference is told with the run up to its step, and ends the run")
    void tellsTheStep() throws Exception {
        Findings findings = of(TO_TWO, 1, 2, Stuck::new);
        Difference difference = findings.shortest("count: count");
        assertThat(difference.path()).hasSize(1);
        assertThat(difference.print()).contains("model 1, Flink 0").contains("executed by Stuck");
        assertThat(findings.steps()).isEqualTo(1);
    }

    private static final class Stuck extends Counter {
        @Override
        public void step(String action, JsonNode parameters) {}
    }

    @Test
    @DisplayName("differences of one kind are told by the shortest run that shows them")
    void tellsTheShortest() throws Exception {
        String once =
                "{\"kind\":\"run\",\"id\":2,\"start\":{\"count\":1},\"steps\":["
                        + "{\"action\":\"count\",\"with\":{},\"seen\":{\"count\":2}}]}\n";
        Findings findings = of(TO_TWO + once, 2, 3, StopsAtOne::new);
        assertThat(findings.unexplained()).containsExactly(Map.entry("count: count", 2));
        assertThat(findings.shortest("count: count").run()).isEqualTo(2);
    }

    private static final class StopsAtOne extends Counter {
        @Override
        public void step(String action, JsonNode parameters) {
            count = 1;
        }
    }

    @Test
    @DisplayName("what is refused by the model and done by Flink is a difference")
    void tellsWhatIsAccepted() throws Exception {
        Findings findings = of(TO_TWO, 1, 2, Willing::new);
        assertThat(findings.unexplained())
                .containsOnlyKeys("count: refused by the model; it counts");
    }

    private static final class Willing extends Counter {
        @Override
        public Attempt attempt(String action, JsonNode parameters) {
            return Attempt.accepted("it counts");
        }
    }

    @Test
    @DisplayName("a known difference is counted by its name, and the run goes on")
    void countsKnown() throws Exception {
        Findings findings = of(TO_TWO, 1, 2, Known::new);
        assertThat(findings.unexplained()).isEmpty();
        assertThat(findings.expected()).containsExactly(Map.entry("K1", 1));
        assertThat(findings.steps()).isEqualTo(2);
    }

    /** Its first step does nothing; when asked, it makes up for that. */
    private static final class Known extends Counter {
        private boolean isFirst = true;

        @Override
        public void step(String action, JsonNode parameters) {
            count += isFirst ? 0 : 1;
            isFirst = false;
        }

        @Override
        public List<String> explain(
                String action, JsonNode parameters, ObjectNode expected, ObjectNode observed) {
            count++;
            return List.of("K1");
        }
    }

    @Test
    @DisplayName(
            "an action without a counterpart is an error, and never a difference that was found")
    void failsOnUnmapped() {
        String other = TO_TWO.replace("\"action\":\"count\"", "\"action\":\"other\"");
        assertThatThrownBy(() -> of(other, 1, 2, Counter::new))
                .isInstanceOf(UnmappedException.class)
                .hasMessageContaining("other");
    }

    @Test
    @DisplayName("an exception of Flink's is a difference")
    void tellsAnException() throws Exception {
        Findings findings = of(TO_TWO, 1, 2, Throwing::new);
        assertThat(findings.unexplained().keySet())
                .singleElement()
                .asString()
                .startsWith("count: throws java.lang.IllegalStateException: closed");
    }

    private static final class Throwing extends Counter {
        @Override
        public void step(String action, JsonNode parameters) {
            throw new IllegalStateException("closed");
        }
    }

    private Findings of(String runs, int count, int steps, Supplier<Driver> drivers)
            throws Exception {
        String head =
                "{\"kind\":\"head\",\"format\":\"cutcheck-runs\",\"version\":1,\"spec\":\"toy\",\"case\":\"c\"}\n";
        String end =
                "{\"kind\":\"end\",\"runs\":%d,\"steps\":%d,\"covered\":{\"of\":2,\"done\":2}}\n"
                        .formatted(count, steps);
        Path path = Files.writeString(folder.resolve("runs.jsonl"), head + runs + end);
        try (RunFile file = new RunFile(path)) {
            return Conformance.of(file, drivers);
        }
    }
}
