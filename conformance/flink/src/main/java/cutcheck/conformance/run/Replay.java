package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import cutcheck.conformance.run.Run.Call;
import cutcheck.conformance.run.Run.Step;

import java.util.List;
import java.util.function.Consumer;

/** One run on a driver of its own, step by step. */
final class Replay implements AutoCloseable {
    private static final Call START = new Call("starts", JsonNodeFactory.instance.objectNode());

    private final Run run;
    private final Driver driver;
    private final Consumer<String> known;
    private int done;
    private boolean isEnded;

    /**
     * @param known is told the name of each known difference that shows
     */
    Replay(Driver driver, Head head, Run run, Consumer<String> known) throws Exception {
        this.driver = driver;
        this.run = run;
        this.known = known;
        driver.start(head.json(), run.start());
    }

    Driver driver() {
        return driver;
    }

    /** Whether a known difference has ended the run: what comes behind it says nothing. */
    boolean isEnded() {
        return isEnded;
    }

    /** Whether the first state is the model's. */
    Difference first() throws Exception {
        return compare(START, run.start(), run.start());
    }

    /**
     * Executes the next step.
     *
     * @return what is not explained, null if there is nothing
     */
    Difference next() throws Exception {
        ObjectNode before = run.before(done);
        Step step = run.steps().get(done);
        done++;
        try {
            driver.step(step.call().action(), step.call().parameters());
        } catch (UnmappedException unmapped) {
            throw unmapped;
        } catch (KnownDifferenceException difference) {
            known.accept(difference.rule());
            isEnded = true;
            return null;
        } catch (Exception | LinkageError | AssertionError thrown) {
            return difference(step.call(), "throws " + describe(thrown), null, null);
        }
        return compare(step.call(), before, step.after());
    }

    /** Executes the next steps, whatever they show, unless a known difference ends the run. */
    void skip(int count) throws Exception {
        for (int i = 0; i < count && !isEnded; i++) {
            next();
        }
    }

    private Difference compare(Call call, ObjectNode before, ObjectNode after) throws Exception {
        ObjectNode expected = driver.expect(call.action(), call.parameters(), before, after);
        ObjectNode observed = driver.observe();
        List<String> differing = Values.differing(expected, observed);
        if (differing.isEmpty()) {
            return null;
        }
        List<String> rules = driver.explain(call.action(), call.parameters(), expected, observed);
        rules.forEach(known);
        return rules.isEmpty()
                ? difference(call, String.join(", ", differing), expected, observed)
                : null;
    }

    private Difference difference(
            Call call, String what, ObjectNode expected, ObjectNode observed) {
        List<Call> path =
                done == 0
                        ? List.of(call)
                        : run.steps().subList(0, done).stream().map(Step::call).toList();
        return new Difference(
                run.id(), path, driver.subject(call.action()), what, expected, observed);
    }

    private static String describe(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        String place =
                trace.length == 0
                        ? ""
                        : " at " + trace[0].getClassName() + "." + trace[0].getMethodName();
        String cause = thrown.getCause() == null ? "" : ", because of " + thrown.getCause();
        return thrown + place + cause;
    }

    @Override
    public void close() throws Exception {
        driver.close();
    }
}
