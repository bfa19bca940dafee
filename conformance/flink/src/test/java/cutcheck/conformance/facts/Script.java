package cutcheck.conformance.facts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What happens in a job or a task of a test, as one list of texts such as {@code complete(2) at
 * 0#1} (subtask 0, its second attempt), and what is to be done when it does: a test lets a moment
 * throw, or holds it until it says go.
 */
final class Script {
    /**
     * How long a test waits for what must happen, in seconds. Nothing is concluded from it but
     * "never".
     */
    private static final long PATIENCE_SECONDS = 30;

    private final List<String> events = new ArrayList<>();
    private final Map<String, Deed> deeds = new HashMap<>();

    /** What a test does when something happens, in the thread in which it happens. */
    @FunctionalInterface
    interface Deed {
        void run() throws Exception;
    }

    /** Writes down that something happened, and does what the test wants then: once. */
    void happens(String event) {
        Deed deed;
        synchronized (events) {
            events.add(event);
            events.notifyAll();
            deed = deeds.remove(event);
        }
        perform(deed);
    }

    /** A moment that is not worth writing down, such as a poll of a source's reader. */
    void passes(String moment) {
        Deed deed;
        synchronized (events) {
            deed = deeds.remove(moment);
        }
        perform(deed);
    }

    /** When this happens for the next time, do that. */
    void when(String event, Deed deed) {
        synchronized (events) {
            deeds.put(event, deed);
        }
    }

    /** When this happens for the next time, it throws. */
    void fail(String event, Exception exception) {
        when(
                event,
                () -> {
                    throw exception;
                });
    }

    /**
     * When this happens for the next time, its thread waits until {@link Hold#release} is called.
     */
    Hold hold(String event) {
        Hold hold = new Hold(event);
        when(event, hold::stay);
        return hold;
    }

    /** Waits until this has happened. */
    void await(String event) throws InterruptedException {
        await(event, seen -> seen.contains(event));
    }

    /** Waits until it has happened so many times. */
    void await(String event, int times) throws InterruptedException {
        await(
                times + " times " + event,
                seen -> seen.stream().filter(event::equals).count() >= times);
    }

    /**
     * Waits until what has happened is as wanted.
     *
     * @throws AssertionError when it does not become so; its message lists what happened
     */
    void await(String wanted, Predicate<List<String>> condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (events) {
            while (!condition.test(events)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(
                            "did not happen: " + wanted + "; what happened: " + events);
                }
                events.wait(left);
            }
        }
    }

    /** What has happened so far, in order. */
    List<String> events() {
        synchronized (events) {
            return new ArrayList<>(events);
        }
    }

    /** What has happened so far and matches a regular expression, in order. */
    List<String> events(String regex) {
        return events().stream().filter(event -> event.matches(regex)).toList();
    }

    /** What a task has sent to the JobManager: {@code ack(n)}, {@code decline(n) REASON}. */
    static List<String> reports(Script script) {
        return script.events("ack.*|decline.*");
    }

    /** Forgets what has happened; what is to be done stays. */
    void clear() {
        synchronized (events) {
            events.clear();
        }
    }

    private static void perform(Deed deed) {
        if (deed == null) {
            return;
        }
        try {
            deed.run();
        } catch (Exception exception) {
            Script.<RuntimeException>throwAsIs(exception);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void throwAsIs(Exception exception) throws E {
        throw (E) exception;
    }

    /** A thread that waits for the test. */
    static final class Hold {
        private final String event;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Hold(String event) {
            this.event = event;
        }

        private void stay() throws InterruptedException {
            reached.countDown();
            released.await();
        }

        /** Waits until the thread is there. */
        void awaitReached() throws InterruptedException {
            if (!reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("was not reached: " + event);
            }
        }

        void release() {
            released.countDown();
        }
    }
}
