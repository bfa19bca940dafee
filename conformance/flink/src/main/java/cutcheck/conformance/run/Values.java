package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Plain data, compared by what it says: numbers by their value, records without an order. */
public final class Values {
    private Values() {}

    /**
     * The names whose values differ, or which one of the two does not have, in alphabetical order.
     */
    public static List<String> differing(ObjectNode expected, ObjectNode observed) {
        TreeSet<String> names = new TreeSet<>();
        expected.fieldNames().forEachRemaining(names::add);
        observed.fieldNames().forEachRemaining(names::add);
        List<String> differing = new ArrayList<>();
        for (String name : names) {
            if (!same(expected.path(name), observed.path(name))) {
                differing.add(name);
            }
        }
        return differing;
    }

    /** Whether two values say the same. */
    public static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isObject() && b.isObject()) {
            return a.size() == b.size() && differing((ObjectNode) a, (ObjectNode) b).isEmpty();
        }
        if (a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }
}
