package cutcheck.conformance.logs;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What operators and coordinators are asked to do next. One job runs at a time, and everything runs
 * in one JVM, so the requests are static: an operator takes the one that is meant for it when it
 * comes by.
 */
final class Trouble {

    /** How often something is still to happen, by {@link #key}. */
    private static final ConcurrentHashMap<String, Integer> ASKED = new ConcurrentHashMap<>();

    /** How long the next thing that is slow takes, in milliseconds. */
    private static volatile long slowMillis = 0;

    /** Up to how long each asynchronous part of a snapshot takes, in milliseconds. */
    private static volatile long answerMillisMax = 0;

    private Trouble() {}

    /** Nothing is asked for any more. */
    static void reset(long answerMillisMaxOfJob) {
        ASKED.clear();
        slowMillis = 0;
        answerMillisMax = answerMillisMaxOfJob;
    }

    /** Asks that something happens once more. */
    static void ask(TroubleKind kind, String where) {
        ASKED.merge(key(kind, where), 1, Integer::sum);
    }

    static void setSlowMillis(long millis) {
        slowMillis = millis;
    }

    /** Throws if that is asked for. */
    static void throwIfAsked(TroubleKind kind, String where) {
        if (take(kind, where)) throw new InjectedException(kind, where);
    }

    /** Waits if that is asked for. */
    static void waitIfAsked(TroubleKind kind, String where) {
        if (take(kind, where)) sleep(slowMillis);
    }

    /** Waits as long as an asynchronous part takes in this job. */
    static void waitForAnswer() {
        if (answerMillisMax > 0) sleep(ThreadLocalRandom.current().nextLong(answerMillisMax));
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean take(TroubleKind kind, String where) {
        boolean[] isAsked = {false};
        ASKED.computeIfPresent(
                key(kind, where),
                (key, times) -> {
                    isAsked[0] = true;
                    return times > 1 ? times - 1 : null;
                });
        return isAsked[0];
    }

    private static String key(TroubleKind kind, String where) {
        return kind + "/" + where;
    }

    /** Thrown where it is asked for; its message says so in the log. */
    static final class InjectedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InjectedException(TroubleKind kind, String where) {
            super("injected: " + kind + " at " + where);
        }
    }
}
