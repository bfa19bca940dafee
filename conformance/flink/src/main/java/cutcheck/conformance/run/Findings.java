package cutcheck.conformance.run;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one file of runs has shown: counts, and of each kind of difference the shortest run that
 * shows it.
 */
public final class Findings {
    private final Map<String, Integer> expected = new TreeMap<>();
    private final Map<String, Integer> untried = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, Difference> shortest = new TreeMap<>();
    private int runs;
    private int steps;
    private int tried;

    void ran(int stepCount) {
        runs++;
        steps += stepCount;
    }

    void tried() {
        tried++;
    }

    void untried(String reason) {
        untried.merge(reason, 1, Integer::sum);
    }

    void expected(String rule) {
        expected.merge(rule, 1, Integer::sum);
    }

    void add(Difference difference) {
        counts.merge(difference.kind(), 1, Integer::sum);
        shortest.merge(
                difference.kind(), difference, (a, b) -> b.path().size() < a.path().size() ? b : a);
    }

    public int runs() {
        return runs;
    }

    public int steps() {
        return steps;
    }

    /** How many refused actions were tried. */
    public int triedCount() {
        return tried;
    }

    /** How often each known difference has shown, by its name. */
    public Map<String, Integer> expected() {
        return expected;
    }

    /** How many refused actions were not tried, by the reason. */
    public Map<String, Integer> untried() {
        return untried;
    }

    /** How often each kind of unexplained difference has shown. */
    public Map<String, Integer> unexplained() {
        return counts;
    }

    /** The shortest run for a kind of unexplained difference. */
    public Difference shortest(String kind) {
        return shortest.get(kind);
    }
}
