package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Holds files of runs against the Flink on the class path.
 *
 * <pre>Main OUT.json FILE.jsonl...</pre>
 *
 * <p>Prints what is unexplained, and writes a row for each file. Exit code 0: the files were
 * executed, whatever was found; 2: a file is not of the format, or an action has no counterpart.
 */
public final class Main {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXIT_ERROR = 2;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        ArrayNode rows = JSON.createArrayNode();
        for (String file : List.of(arguments).subList(1, arguments.length)) {
            try (RunFile runs = new RunFile(Path.of(file))) {
                Findings findings = Conformance.of(runs, Drivers.of(runs.head().spec()));
                rows.add(row(runs, findings));
                print(runs.head(), findings);
            } catch (RunFileException | UnmappedException error) {
                System.err.println(file + ": " + error.getMessage());
                System.exit(EXIT_ERROR);
            }
        }
        write(Path.of(arguments[0]), rows);
        // The runtime's own threads do not end by themselves.
        System.exit(0);
    }

    private static ObjectNode row(RunFile runs, Findings findings) {
        ObjectNode row = JSON.createObjectNode();
        row.put("spec", runs.head().spec());
        row.put("case", runs.head().caseName());
        row.put("runs", findings.runs());
        row.put("steps", findings.steps());
        row.set("covered", runs.covered());
        row.set("cover", runs.head().json().path("cover"));
        row.put("tried", findings.triedCount());
        row.set("untried", JSON.valueToTree(findings.untried()));
        row.set("expected", JSON.valueToTree(findings.expected()));
        row.set("unexplained", JSON.valueToTree(findings.unexplained()));
        return row;
    }

    private static void print(Head head, Findings findings) {
        for (String kind : findings.unexplained().keySet()) {
            int count = findings.unexplained().get(kind);
            String times = count == 1 ? "once" : count + " times";
            System.out.println(
                    head.spec()
                            + "/"
                            + head.caseName()
                            + ", "
                            + times
                            + ": "
                            + findings.shortest(kind).print());
        }
    }

    private static void write(Path out, JsonNode rows) throws IOException {
        Files.writeString(out, rows.toPrettyString() + "\n");
    }
}
