package cutcheck.conformance.facts;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.CheckpointRecoveryFactory;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesFactory;
import org.apache.flink.runtime.highavailability.nonha.embedded.EmbeddedHaServices;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Flink's embedded services, whose store of completed checkpoints tells a {@link Script} of {@code
 * store(n)} before it writes checkpoint n: a test can hold the write, as a slow remote store does.
 */
public final class ScriptedStore implements HighAvailabilityServicesFactory {
    private static final String SCRIPT = "cutcheck.script";

    /** The options of a cluster that has such a store. */
    static Configuration options(Script script) {
        String name = ScriptedStore.class.getName();
        return Configuration.fromMap(
                Map.of("high-availability.type", name, SCRIPT, Local.of(script).key()));
    }

    @Override
    public HighAvailabilityServices createHAServices(
            Configuration configuration, Executor executor) {
        Local<Script> script = Local.ofKey(configuration.toMap().get(SCRIPT));
        return new EmbeddedHaServices(executor) {
            @Override
            public CheckpointRecoveryFactory getCheckpointRecoveryFactory() {
                return around(
                        super.getCheckpointRecoveryFactory(),
                        CheckpointRecoveryFactory.class,
                        script.get());
            }
        };
    }

    /** The interfaces have other methods in other versions, so they are not implemented here. */
    private static <T> T around(T original, Class<T> type, Script script) {
        Object proxy =
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> call(original, method, arguments, script));
        return type.cast(proxy);
    }

    private static Object call(Object original, Method method, Object[] arguments, Script script)
            throws Throwable {
        if (method.getName().equals("addCheckpointAndSubsumeOldestOne")) {
            script.happens("store(" + ((CompletedCheckpoint) arguments[0]).getCheckpointID() + ")");
        }
        try {
            Object result = method.invoke(original, arguments);
            return result instanceof CompletedCheckpointStore store
                    ? around(store, CompletedCheckpointStore.class, script)
                    : result;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
