package cutcheck.conformance.run;

/**
 * A known difference after which Flink's classes cannot be brought to the model's state: the run
 * ends there.
 */
public final class KnownDifferenceException extends Exception {
    private final String rule;

    /**
     * @param rule the name of the difference
     */
    public KnownDifferenceException(String rule) {
        super("known as " + rule);
        this.rule = rule;
    }

    /** The name of the difference. */
    public String rule() {
        return rule;
    }
}
