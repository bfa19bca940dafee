package cutcheck.conformance.facts;

import org.apache.flink.runtime.util.EnvironmentInformation;

/** The version of Flink that the tests run on. */
public final class Flink {
    /** Such as {@code 1.20.5}. */
    public static final String VERSION = EnvironmentInformation.getVersion();

    private Flink() {}

    /**
     * Whether this Flink is of a version or a later one.
     *
     * @param version numbers with dots between them, such as {@code 2.1}; those that are left out
     *     count as 0
     */
    public static boolean atLeast(String version) {
        return compare(VERSION, version) >= 0;
    }

    private static int compare(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int difference = Integer.compare(number(left, i), number(right, i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int index) {
        return index < parts.length ? Integer.parseInt(parts[index].replaceAll("\\D.*", "")) : 0;
    }
}
