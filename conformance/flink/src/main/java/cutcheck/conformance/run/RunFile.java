package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.run.Run.Call;
import cutcheck.conformance.run.Run.Step;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of runs line by line: a head, runs, an end that counts them. */
public final class RunFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final BufferedReader lines;
    private final Head head;
    private int line = 1;
    private int runs;
    private int steps;
    private JsonNode end;

    /**
     * @param path of a file that `cutcheck runs` has written
     * @throws RunFileException if its first line is no head
     */
    public RunFile(Path path) throws IOException {
        this.path = path;
        lines = Files.newBufferedReader(path);
        head = Head.of(JSON.readTree(orEmpty(lines.readLine())), place());
    }

    public Head head() {
        return head;
    }

    /**
     * The next run.
     *
     * @return null at the end of the file
     * @throws RunFileException if a line is none of the format, or the end does not count what was
     *     there
     */
    public Run next() throws IOException {
        line++;
        JsonNode json = JSON.readTree(orEmpty(lines.readLine()));
        switch (json.path("kind").asText()) {
            case "run":
                runs++;
                return runOf(json);
            case "end":
                end = json;
                checkEnd();
                return null;
            default:
                throw new RunFileException(
                        place() + ": neither a run nor the end; was the file cut off?");
        }
    }

    /** What the runs cover, as the end says it: `of` so many things so many are `done`. */
    public JsonNode covered() {
        return end.path("covered");
    }

    private Run runOf(JsonNode json) {
        ObjectNode start = (ObjectNode) json.get("start");
        List<Step> read = new ArrayList<>();
        ObjectNode now = start;
        for (JsonNode step : json.get("steps")) {
            now = now.deepCopy();
            now.setAll((ObjectNode) step.get("seen"));
            read.add(new Step(callOf(step), now, callsOf(step.path("refused"))));
        }
        steps += read.size();
        return new Run(json.get("id").asInt(), start, callsOf(json.path("refused")), read);
    }

    private static List<Call> callsOf(JsonNode refused) {
        List<Call> calls = new ArrayList<>();
        for (JsonNode each : refused) {
            calls.add(callOf(each));
        }
        return calls;
    }

    private static Call callOf(JsonNode json) {
        JsonNode with = json.path("with");
        return new Call(
                json.get("action").asText(), with.isObject() ? with : JSON.createObjectNode());
    }

    private void checkEnd() {
        if (end.path("runs").asInt() != runs || end.path("steps").asInt() != steps) {
            String said =
                    end.path("runs").asInt() + " runs, " + end.path("steps").asInt() + " steps";
            throw new RunFileException(
                    place() + ": it says " + said + "; there are " + runs + " and " + steps);
        }
    }

    private String place() {
        return path.getFileName() + ":" + line;
    }

    private static String orEmpty(String text) {
        return text == null ? "{}" : text;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
