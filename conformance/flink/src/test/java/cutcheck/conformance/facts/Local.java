package cutcheck.conformance.facts;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refers to an object of this JVM and survives serialization: Flink serializes operators and
 * sources before it runs them, also when it runs them in the same JVM, and a latch cannot be
 * serialized.
 */
final class Local<T> implements Serializable {
    private static final Map<Integer, Object> OBJECTS = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int key;

    private Local(int key) {
        this.key = key;
    }

    static <T> Local<T> of(T object) {
        int key = NEXT.getAndIncrement();
        OBJECTS.put(key, object);
        return new Local<>(key);
    }

    /** The one of this key, where only a text can be handed over. */
    static <T> Local<T> ofKey(String key) {
        return new Local<>(Integer.parseInt(key));
    }

    String key() {
        return String.valueOf(key);
    }

    @SuppressWarnings("unchecked")
    T get() {
        return (T) OBJECTS.get(key);
    }
}
