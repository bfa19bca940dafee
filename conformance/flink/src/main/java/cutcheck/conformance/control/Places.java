package cutcheck.conformance.control;

import java.util.Collection;
import java.util.TreeSet;

/**
 * The model's places for pending checkpoints, with Flink's ids in them. A new checkpoint gets the
 * first free place, as in the model.
 */
final class Places {
    private final long[] ids;
    private final long[] before;

    Places(int count) {
        ids = new long[count];
        before = new long[count];
    }

    int count() {
        return ids.length;
    }

    /** The id of the checkpoint in a place; 0: it is free. */
    long id(int place) {
        return ids[place];
    }

    /** The id of the checkpoint that has, or last had, a place; 0: none ever had. */
    long lastId(int place) {
        return before[place];
    }

    /** The place that a checkpoint has or had; -1: it never had one that is known. */
    int of(long id) {
        for (int place = 0; place < before.length; place++) {
            if (before[place] == id) {
                return place;
            }
        }
        return -1;
    }

    /** Those that are not pending any more leave, and new ones come in, the oldest first. */
    void update(Collection<Long> pending) {
        TreeSet<Long> added = new TreeSet<>(pending);
        for (int place = 0; place < ids.length; place++) {
            if (!added.remove(ids[place])) {
                ids[place] = 0;
            }
        }
        for (long id : added) {
            put(id);
        }
    }

    private void put(long id) {
        for (int place = 0; place < ids.length; place++) {
            if (ids[place] == 0) {
                ids[place] = id;
                before[place] = id;
                return;
            }
        }
        throw new IllegalStateException(
                "Flink has more pending checkpoints than the model has places: " + id);
    }
}
