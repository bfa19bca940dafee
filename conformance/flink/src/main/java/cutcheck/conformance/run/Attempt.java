package cutcheck.conformance.run;

/**
 * What came of trying an action that the model does not allow.
 *
 * @param outcome whether Flink did it
 * @param reason UNTRIED: why; ACCEPTED: what Flink did; EXPECTED: the name of the known
 *     difference; REFUSED: empty
 */
public record Attempt(Outcome outcome, String reason) {

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
        return new Attempt(Outcome.UNTRIED, reason);
    }

    /** Flink did not do it, either. */
    public static Attempt refused() {
        return new Attempt(Outcome.REFUSED, "");
    }

    /**
     * @param what what Flink did
     */
    public static Attempt accepted(String what) {
        return new Attempt(Outcome.ACCEPTED, what);
    }

    /**
     * @param rule the name of the known difference by which Flink does it
     */
    public static Attempt expected(String rule) {
        return new Attempt(Outcome.EXPECTED, rule);
    }
}
