package cutcheck.conformance.facts;

import java.lang.reflect.Field;

/** Reads a private field, where a claim is about the field and nothing else shows it. */
final class Peek {
    private Peek() {}

    /**
     * The value of the field of this name in the object's class, or in the nearest class above that
     * has one.
     */
    static Object field(Object object, String name) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(object);
            } catch (NoSuchFieldException absent) {
                continue;
            } catch (IllegalAccessException refused) {
                throw new AssertionError(refused);
            }
        }
        throw new AssertionError(object.getClass() + " has no field " + name);
    }
}
