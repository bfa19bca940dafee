package cutcheck.conformance.run;

/**
 * A driver has no counterpart for what a run asks of it. It is an error of the driver, never a
 * difference.
 */
public final class UnmappedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what has no counterpart, with the action's or the setting's name
     */
    public UnmappedException(String message) {
        super(message);
    }
}
