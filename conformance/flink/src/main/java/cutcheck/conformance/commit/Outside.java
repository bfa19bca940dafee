package cutcheck.conformance.commit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What outlives tasks: the external system with its transactions, and a storage that can fail.
 * Operators hold it over the serialization of their chain, for it is found again by its number.
 */
public final class Outside implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, Outside> ALL = new ConcurrentHashMap<>();

    /** What has become of a transaction. */
    enum State {
        OPEN,
        PREPARED,
        COMMITTED,
        ABORTED
    }

    /** A transaction of a region's sink: the records from `from` up to `to`, exclusive. */
    static final class Transaction {
        final int region;
        State state = State.OPEN;

        /** The checkpoint that it was prepared for. */
        long checkpoint;

        int from;
        int to;

        /** Whether a restarted sink has aborted it, because it was open in the restored state. */
        boolean wasOpenAtRestore;

        private Transaction(int region) {
            this.region = region;
        }
    }

    private final long number = NUMBERS.incrementAndGet();
    private final transient List<Transaction> transactions = new ArrayList<>();
    private transient volatile boolean storageFails;

    Outside() {
        ALL.put(number, this);
    }

    private Object readResolve() {
        return ALL.get(number);
    }

    /** Nobody asks for it any more. */
    void close() {
        ALL.remove(number);
    }

    /** Whether what is written asynchronously cannot be stored. */
    boolean storageFails() {
        return storageFails;
    }

    void failStorage(boolean fails) {
        storageFails = fails;
    }

    // ------------------------------------------------------------------------------------------
    //  Transactions, by their names
    // ------------------------------------------------------------------------------------------

    String begin(int region) {
        transactions.add(new Transaction(region));
        return Integer.toString(transactions.size() - 1);
    }

    private Transaction get(String name) {
        return transactions.get(Integer.parseInt(name));
    }

    /** The next record of a transaction. */
    void add(String name, int record) {
        Transaction transaction = get(name);
        if (transaction.to == transaction.from) {
            transaction.from = record;
        } else if (record != transaction.to) {
            throw new IllegalStateException("record " + record + " after " + transaction.to);
        }
        transaction.to = record + 1;
    }

    void prepare(String name, long checkpoint) {
        get(name).state = State.PREPARED;
        get(name).checkpoint = checkpoint;
    }

    /** A commit is idempotent, and too late for what was aborted. */
    void commit(String name) {
        if (get(name).state == State.PREPARED) {
            get(name).state = State.COMMITTED;
        }
    }

    void abort(String name) {
        if (get(name).state != State.COMMITTED) {
            get(name).state = State.ABORTED;
        }
    }

    void abortAtRestore(String name) {
        abort(name);
        get(name).wasOpenAtRestore = true;
    }

    /** Whether the transaction has no records. */
    boolean isEmpty(String name) {
        return get(name).from == get(name).to;
    }

    /** The transactions of a region that were prepared for a checkpoint and have records. */
    List<Transaction> preparedBy(int region) {
        return transactions.stream()
                .filter(each -> each.region == region && each.checkpoint > 0 && each.to > each.from)
                .toList();
    }
}
