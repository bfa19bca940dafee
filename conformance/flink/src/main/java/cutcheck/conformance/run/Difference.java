package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that model and Flink disagree about, and no known rule explains.
 *
 * @param run the run's number in its file
 * @param path the steps up to it; the last one is where it shows
 * @param subject the class and method of Flink that executed the last step
 * @param what the differing names, or the exception, or what Flink did though it is refused
 * @param expected what has to be seen; null if Flink did what is refused
 * @param observed what was seen; null if an exception came instead
 */
public record Difference(
        int run,
        List<Run.Call> path,
        String subject,
        String what,
        ObjectNode expected,
        ObjectNode observed) {

    /** Differences of one kind are one finding: the same action, the same names. */
    public String kind() {
        return last().action() + ": " + what;
    }

    private Run.Call last() {
        return path.get(path.size() - 1);
    }

    /** For a reader: the run up to the step, what was to be seen, what was. */
    public String print() {
        String run = path.stream().map(call -> "    " + call + "\n").collect(Collectors.joining());
        StringBuilder text =
                new StringBuilder(kind())
                        .append("\n  run ")
                        .append(this.run)
                        .append(":\n")
                        .append(run);
        text.append("  executed by ").append(subject).append('\n');
        if (expected == null || observed == null) {
            return text.toString();
        }
        for (String name : Values.differing(expected, observed)) {
            text.append("  ").append(name).append(": model ").append(expected.path(name));
            text.append(", Flink ").append(observed.path(name)).append('\n');
        }
        return text.toString();
    }
}
