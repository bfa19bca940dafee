package cutcheck.conformance.run;

/** A file of runs is not what its format says. */
public final class RunFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message the file and line, and what is wrong there
     */
    public RunFileException(String message) {
        super(message);
    }
}
