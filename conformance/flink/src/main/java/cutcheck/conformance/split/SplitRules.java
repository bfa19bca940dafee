package cutcheck.conformance.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Set;

/**
 * The differences between the model and Flink that are known by name; `docs/conformance.md` says
 * what each is.
 *
 * @param expected what the model says
 * @param endedBeforeSnapshot checkpoints that ended before the coordinator's snapshot for them was
 *     taken
 */
record SplitRules(ObjectNode expected, Set<Long> endedBeforeSnapshot) {

    private static final Set<String> FAILURES =
            Set.of("fails with its region", "AddSplitEvent is lost");

    /**
     * The tracker keeps assignments under the id of a checkpoint that was aborted before its
     * snapshot; all else agrees.
     */
    boolean isX12(ObjectNode observed) {
        return withTracker(observed).equals(expected)
                && sameTracker(observed.get("tracker"), false, 0);
    }

    private ObjectNode withTracker(ObjectNode observed) {
        ObjectNode copy = observed.deepCopy();
        copy.set("tracker", expected.get("tracker"));
        return copy;
    }

    /**
     * Each entry is the model's but for the key; entries that a completion prunes may be there
     * still where it is queued.
     */
    private boolean sameTracker(JsonNode observed, boolean isQueued, long latest) {
        ArrayNode rest = expected.get("tracker").deepCopy();
        for (JsonNode entry : observed) {
            if (!remove(rest, entry) && !(isQueued && isPruned(entry, latest))) {
                return false;
            }
        }
        return rest.isEmpty();
    }

    private static boolean isPruned(JsonNode entry, long latest) {
        long key = entry.get(2).asLong();
        return key > 0 && key <= latest;
    }

    /** Removes the model's entry for the same assignment. */
    private boolean remove(ArrayNode entries, JsonNode observed) {
        for (int i = 0; i < entries.size(); i++) {
            JsonNode entry = entries.get(i);
            boolean isSame =
                    entry.get(0).equals(observed.get(0)) && entry.get(1).equals(observed.get(1));
            if (isSame && isKeyExplained(entry.get(2).asLong(), observed.get(2).asLong())) {
                entries.remove(i);
                return true;
            }
        }
        return false;
    }

    private boolean isKeyExplained(long model, long flink) {
        return model == flink
                || (endedBeforeSnapshot.contains(flink) && (model == 0 || model > flink));
    }

    /** From the second failover on, 2.3 aborts what is pending only at the restore. */
    boolean mayBeR2(String action, ObjectNode observed) {
        return FAILURES.contains(action)
                && expected.get("pending").isEmpty()
                && !observed.get("pending").isEmpty();
    }

    /** The younger checkpoint expires while it is triggered, and the older one's gateways open. */
    boolean mayBeX13(String action, ObjectNode observed) {
        return action.equals("the checkpoint expires")
                && !expected.get("pending").isEmpty()
                && expected.get("pending").equals(observed.get("pending"));
    }

    /** The rule, with what else is known, if a mended Flink shows nothing else. */
    List<String> whenMended(String rule, ObjectNode observed) {
        if (observed.equals(expected)) {
            return List.of(rule);
        }
        return isX12(observed) ? List.of(rule, "X12") : List.of();
    }

    /** The coordinator hears of a completion only behind the snapshot that waits in its queue. */
    List<String> whenQueued(ObjectNode observed, long latest) {
        boolean isQueued =
                withTracker(observed).equals(expected)
                        && sameTracker(observed.get("tracker"), true, latest);
        return isQueued ? List.of("coordinator-queue") : List.of();
    }
}
