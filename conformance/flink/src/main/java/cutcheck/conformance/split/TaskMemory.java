package cutcheck.conformance.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.TreeMap;

/** What a reader and a sink remember, which is what their snapshots hold. The driver plays both. */
final class TaskMemory {
    /** Reader: the position in each split that it has. */
    final TreeMap<Integer, Integer> own = new TreeMap<>();

    /** Sink: how many records of each split it has counted, each once; see {@link #count}. */
    final TreeMap<Integer, Integer> counted = new TreeMap<>();

    /**
     * A record is counted. One that was counted already, or that comes before it is its turn,
     * leaves a number above that of all records for good.
     *
     * @param records records of a split
     */
    void count(int split, int offset, int records) {
        int count = counted.getOrDefault(split, 0);
        if (count > records) {
            return;
        }
        boolean isItsTurn = offset == count;
        counted.put(split, isItsTurn ? count + 1 : offset < count ? records + 1 : records + 2);
    }

    boolean isEmpty() {
        return own.isEmpty() && counted.isEmpty();
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("own", pairs(own));
        node.set("counted", pairs(counted));
        return node;
    }

    private static ArrayNode pairs(Map<Integer, Integer> map) {
        ArrayNode pairs = JsonNodeFactory.instance.arrayNode();
        map.forEach((key, value) -> pairs.addArray().add(key).add(value));
        return pairs;
    }

    /**
     * @param value what {@link #toJson} gave, null for nothing
     */
    static TaskMemory from(JsonNode value) {
        TaskMemory memory = new TaskMemory();
        if (value != null) {
            value.get("own")
                    .forEach(pair -> memory.own.put(pair.get(0).asInt(), pair.get(1).asInt()));
            value.get("counted")
                    .forEach(pair -> memory.counted.put(pair.get(0).asInt(), pair.get(1).asInt()));
        }
        return memory;
    }
}
