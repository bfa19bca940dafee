package cutcheck.conformance.run;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Looks into objects of Flink's, where a value that a model shows has no getter. */
public final class Inside {
    private Inside() {}

    /**
     * The value of a private field.
     *
     * @throws IllegalStateException if the class has no such field: this version of Flink differs
     */
    public static Object field(Object object, String name) {
        try {
            return find(object, name).get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sets a private field.
     *
     * @throws IllegalStateException if the class has no such field: this version of Flink differs
     */
    public static void set(Object object, String name, Object value) {
        try {
            find(object, name).set(object, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Calls a public method that only some versions have.
     *
     * @return whether there is such a method
     */
    public static boolean callIfThere(Object object, String name, Class<?> type, Object argument) {
        try {
            Method method = object.getClass().getMethod(name, type);
            method.invoke(object, argument);
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        } catch (IllegalAccessException | InvocationTargetException e) {
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
                // Perhaps its superclass has it.
            }
        }
        throw new IllegalStateException(object.getClass() + " has no field " + name);
    }
}
