package cutcheck.conformance.logs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The external system to which sinks write: its transactions outlive whatever happens to the job.
 * They are numbered through the job, so that a number names one.
 */
final class Transactions {

    /** What has become of a transaction. */
    enum State {
        OPEN,
        PREPARED,
        COMMITTED,
        ABORTED
    }

    private static final Map<Long, State> STATES = new ConcurrentHashMap<>();
    private static long last = 0;

    private Transactions() {}

    /** An external system without transactions. */
    static synchronized void reset() {
        STATES.clear();
        last = 0;
    }

    static synchronized long begin() {
        last++;
        STATES.put(last, State.OPEN);
        return last;
    }

    static void prepare(long transaction) {
        STATES.put(transaction, State.PREPARED);
    }

    /** Commits, which a second time changes nothing, and gives what it was before. */
    static State commit(long transaction) {
        return STATES.put(transaction, State.COMMITTED);
    }

    /** Aborts what is not committed, and gives what it was before. */
    static State abort(long transaction) {
        State before = STATES.get(transaction);
        if (before != State.COMMITTED) STATES.put(transaction, State.ABORTED);
        return before;
    }
}
