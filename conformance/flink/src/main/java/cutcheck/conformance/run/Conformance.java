package cutcheck.conformance.run;

import cutcheck.conformance.run.Run.Call;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Holds every run of a file against Flink's classes, and tries what the model refuses. */
public final class Conformance {
    private static final String ENDED = "a known difference has ended the run";

    private final Head head;
    private final Supplier<Driver> drivers;
    private final Findings findings = new Findings();

    private Conformance(Head head, Supplier<Driver> drivers) {
        this.head = head;
        this.drivers = drivers;
    }

    /**
     * Executes a whole file.
     *
     * @param drivers makes a driver for each run
     * @throws RunFileException if the file is not of the format
     * @throws UnmappedException if a driver has no counterpart for something
     */
    public static Findings of(RunFile file, Supplier<Driver> drivers) throws Exception {
        Conformance conformance = new Conformance(file.head(), drivers);
        for (Run run = file.next(); run != null; run = file.next()) {
            conformance.execute(run);
            for (int after = 0; after <= run.steps().size(); after++) {
                conformance.tryRefused(run, after);
            }
        }
        return conformance.findings;
    }

    /** A run ends with its first unexplained difference: what comes behind it says nothing. */
    private void execute(Run run) throws Exception {
        int done = 0;
        try (Replay replay = new Replay(drivers.get(), head, run, findings::expected)) {
            Difference difference = replay.first();
            while (difference == null && !replay.isEnded() && done < run.steps().size()) {
                difference = replay.next();
                done++;
            }
            if (difference != null) {
                findings.add(difference);
            }
        }
        findings.ran(done);
    }

    private void tryRefused(Run run, int after) throws Exception {
        Driver knows = drivers.get();
        List<Call> quick = new ArrayList<>();
        List<Call> lasting = new ArrayList<>();
        for (Call call : run.refusedAfter(after)) {
            String reason = knows.untried(call.action(), call.parameters(), run.before(after));
            if (reason != null) {
                findings.untried(reason);
            } else {
                (knows.takesTime(call.action()) ? lasting : quick).add(call);
            }
        }
        quick.addAll(lasting);
        attemptAll(run, after, quick);
        for (Call call : after > 0 ? lasting : List.<Call>of()) {
            attemptAcross(run, after, call);
        }
    }

    /** One after the other in the same state, on a fresh replay whenever it has changed. */
    private void attemptAll(Run run, int after, List<Call> calls) throws Exception {
        int done = 0;
        while (done < calls.size()) {
            try (Replay replay = new Replay(drivers.get(), head, run, rule -> {})) {
                replay.skip(after);
                if (replay.isEnded()) {
                    findings.untried(ENDED);
                    done++;
                    continue;
                }
                boolean isAsItWas = true;
                while (isAsItWas && done < calls.size()) {
                    Call call = calls.get(done);
                    Attempt attempt = replay.driver().attempt(call.action(), call.parameters());
                    note(run, after, call, replay.driver(), attempt);
                    isAsItWas = attempt.leavesState();
                    done++;
                }
            }
        }
    }

    private void attemptAcross(Run run, int after, Call call) throws Exception {
        try (Replay replay = new Replay(drivers.get(), head, run, rule -> {})) {
            replay.skip(after - 1);
            if (replay.isEnded()) {
                findings.untried(ENDED);
                return;
            }
            String next = run.steps().get(after - 1).call().action();
            if (replay.driver().begin(call.action(), call.parameters(), next)) {
                replay.skip(1);
                note(
                        run,
                        after,
                        call,
                        replay.driver(),
                        replay.driver().end(call.action(), call.parameters()));
            }
        }
    }

    private void note(Run run, int after, Call call, Driver driver, Attempt attempt) {
        switch (attempt.outcome()) {
            case UNTRIED -> findings.untried(attempt.reason());
            case REFUSED -> findings.tried();
            case EXPECTED -> {
                findings.tried();
                findings.expected(attempt.reason());
            }
            case ACCEPTED -> {
                findings.tried();
                findings.add(accepted(run, after, call, driver, attempt));
            }
        }
    }

    private static Difference accepted(
            Run run, int after, Call call, Driver driver, Attempt attempt) {
        List<Call> path = new ArrayList<>();
        run.steps().subList(0, after).forEach(step -> path.add(step.call()));
        path.add(call);
        String what = "refused by the model; " + attempt.reason();
        return new Difference(run.id(), path, driver.subject(call.action()), what, null, null);
    }
}
