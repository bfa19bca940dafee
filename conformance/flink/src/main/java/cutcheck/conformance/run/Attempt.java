package cutcheck.conformance.run;

/**
 * What came of trying an action that the model does not allow.
 *
 * @param outcome whether Flink did it
 * @param reason NOT_TRIED: why; ACCEPTED: what Flink did; EXPECTED: the name of the known
 *     difference; REFUSED: empty
 */
public record Attempt(Outcome outcome, String reason) {

    /** Whether Flink did what the model does not allow. */
    public enum Outcome {
        /** Nobody would do it: what keeps it from happening is not in Flink's hands. */
        NOT_TRIED,
        REFUSED,
        ACCEPTED,
        EXPECTED
    }

    /**
     * @param reason who keeps the action from happening, if Flink does not
     */
    public static Attempt notTried(String reason) {
        return new Attempt(Outcome.NOT_TRIED, reason);
    }

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
