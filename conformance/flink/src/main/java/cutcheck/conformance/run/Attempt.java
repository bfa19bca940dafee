package cutcheck.conformance.run;

/**
 * What came of trying an action that the model does not allow.
 *
 * @param outcome whether Flink did it
 * @param leavesState whether Flink's classes are as they were, so that more can be tried
 * @param reason UNTRIED: why; ACCEPTED: what Flink did; EXPECTED: the name of the known difference;
 *     REFUSED: empty
 */
public record Attempt(Outcome outcome, boolean leavesState, String reason) {

    /** Whether Flink did what the model does not allow. */
    public enum Outcome {
        /** Somebody else than Flink keeps it from happening. */
        UNTRIED,
        REFUSED,
        ACCEPTED,
        EXPECTED
    }

    /**
     * @param reason who keeps the action from happening, if Flink does not
     */
    public static Attempt untried(String reason) {
        return new Attempt(Outcome.UNTRIED, true, reason);
    }

    /** Flink did not do it, either, and nothing has changed. */
    public static Attempt refused() {
        return new Attempt(Outcome.REFUSED, true, "");
    }

    /** Flink did not do it, either, but a request may wait in it now. */
    public static Attempt postponed() {
        return new Attempt(Outcome.REFUSED, false, "");
    }

    /**
     * @param what what Flink did
     */
    public static Attempt accepted(String what) {
        return new Attempt(Outcome.ACCEPTED, false, what);
    }

    /**
     * @param rule the name of the known difference by which Flink does it
     */
    public static Attempt expected(String rule) {
        return new Attempt(Outcome.EXPECTED, false, rule);
    }
}
