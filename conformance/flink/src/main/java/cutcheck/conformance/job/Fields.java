package cutcheck.conformance.job;

import java.lang.reflect.Field;

/** Reads what Flink's classes keep to themselves. */
public final class Fields {
    private Fields() {}

    /**
     * The value of a field, wherever in the object's class hierarchy it is declared.
     *
     * @throws IllegalStateException if the class has no such field: this version of Flink is another one than the
     *     driver was written for
     */
    @SuppressWarnings("unchecked")
    public static <T> T read(Object object, String name) {
        return (T) get(find(object, name), object);
    }

    /**
     * Gives a field another value.
     *
     * @throws IllegalStateException as for {@link #read}
     */
    public static void write(Object object, String name, Object value) {
        try {
            find(object, name).set(object, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object get(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field find(Object object, String name) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException e) {
                // Then a superclass may have it.
            }
        }
        throw new IllegalStateException(object.getClass().getName() + " has no field " + name);
    }
}
