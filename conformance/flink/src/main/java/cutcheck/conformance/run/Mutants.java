package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.run.Run.Call;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Holds counterexamples of seeded bugs against the Flink on the class path: it must agree up to the
 * last step, and differ at that.
 *
 * <pre>Mutants OUT.json FILE.jsonl...</pre>
 *
 * <p>A file has the mutant's run. Where the head says `isAllowed`, the model without the bug allows
 * the last step, too, and a second run has what it shows: Flink must show that. Otherwise Flink
 * must refuse the last step. Exit codes as those of {@link Main}.
 */
public final class Mutants {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXIT_ERROR = 2;

    private Mutants() {}

    public static void main(String[] arguments) throws Exception {
        ArrayNode rows = JSON.createArrayNode();
        for (String file : List.of(arguments).subList(1, arguments.length)) {
            try (RunFile runs = new RunFile(Path.of(file))) {
                rows.add(rowOf(runs, Drivers.of(runs.head().spec())));
            } catch (RunFileException | UnmappedException error) {
                System.err.println(file + ": " + error.getMessage());
                System.exit(EXIT_ERROR);
            }
        }
        Files.writeString(Path.of(arguments[0]), rows.toPrettyString() + "\n");
        System.exit(0);
    }

    static ObjectNode rowOf(RunFile file, Supplier<Driver> drivers) throws Exception {
        Run mutant = file.next();
        ObjectNode row = JSON.createObjectNode();
        row.put("spec", file.head().spec());
        row.put("case", file.head().caseName());
        if (file.head().json().path("isAllowed").asBoolean()) {
            compare(row, file, mutant, drivers);
        } else {
            refuse(row, file.head(), mutant, drivers);
        }
        return row;
    }

    /** Flink shows what stock shows, and so differs from the mutant. */
    private static void compare(ObjectNode row, RunFile file, Run mutant, Supplier<Driver> drivers)
            throws Exception {
        int last = mutant.steps().size();
        Difference difference = firstDifference(file.head(), mutant, drivers);
        int at = difference == null ? 0 : difference.path().size();
        row.put("differsAt", at);
        row.put("what", difference == null ? "" : difference.what());
        Difference stock = firstDifference(file.head(), file.next(), drivers);
        if (at != last) {
            row.put("fault", "it must differ at step " + last + ", and does at " + at);
        } else {
            row.put(
                    "fault",
                    stock == null ? "" : "it does not do what stock does: " + stock.print());
        }
    }

    private static Difference firstDifference(Head head, Run run, Supplier<Driver> drivers)
            throws Exception {
        try (Replay replay = new Replay(drivers.get(), head, run, rule -> {})) {
            Difference difference = replay.first();
            for (int i = 0; difference == null && i < run.steps().size(); i++) {
                difference = replay.next();
            }
            return difference;
        }
    }

    /** Flink refuses what stock does not allow. */
    private static void refuse(ObjectNode row, Head head, Run mutant, Supplier<Driver> drivers)
            throws Exception {
        int last = mutant.steps().size();
        try (Replay replay = new Replay(drivers.get(), head, mutant, rule -> {})) {
            Difference early = replay.first();
            for (int i = 0; early == null && i < last - 1; i++) {
                early = replay.next();
            }
            Call call = mutant.steps().get(last - 1).call();
            Attempt attempt = replay.driver().attempt(call.action(), call.parameters());
            boolean isRefused = attempt.outcome() == Attempt.Outcome.REFUSED;
            row.put("differsAt", isRefused ? last : 0);
            row.put("what", isRefused ? "refused" : attempt.outcome() + " " + attempt.reason());
            if (early != null) {
                row.put("fault", "it differs before the mutated step: " + early.print());
            } else {
                row.put("fault", isRefused ? "" : "Flink does not refuse it: " + attempt.reason());
            }
        }
    }
}
