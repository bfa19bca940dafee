package cutcheck.conformance.run;

import cutcheck.conformance.control.ControlDriver;

import java.util.Map;
import java.util.function.Supplier;

/** Which driver executes the runs of a spec. */
public final class Drivers {
    private static final Map<String, Supplier<Driver>> BY_SPEC =
            Map.of("flink-checkpoint-control", ControlDriver::new);

    private Drivers() {}

    /**
     * Makes drivers, one for each run.
     *
     * @throws UnmappedException if there is none for the spec
     */
    public static Supplier<Driver> of(String spec) {
        Supplier<Driver> driver = BY_SPEC.get(spec);
        if (driver == null) {
            throw new UnmappedException(
                    "no driver for " + spec + "; there are " + BY_SPEC.keySet());
        }
        return driver;
    }
}
