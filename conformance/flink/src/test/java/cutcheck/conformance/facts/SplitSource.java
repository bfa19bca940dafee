package cutcheck.conformance.facts;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * A source of splits 0, 1, 2 and so on that never end: split {@code n} is for subtask {@code n %
 * parallelism}. A split is handed out as soon as it is released and its reader is there; a test
 * releases it. The {@link Script} is told:
 *
 * <ul>
 *   <li>{@code enumerator assigns n}, {@code enumerator gets back [n]}, {@code enumerator meets
 *       reader S}
 *   <li>{@code enumerator snapshot(c) keeps [n]}: the splits that are not assigned in it
 *   <li>{@code reader S adds [n]}, {@code reader S snapshot(c) has [n]}
 * </ul>
 *
 * <p>Moments that pass without being written down: {@code poll of reader S}, {@code snapshot(c) of
 * reader S}, {@code snapshot(c) of the enumerator}.
 */
final class SplitSource implements Source<Integer, SplitSource.Split, TreeSet<Integer>> {
    private final Local<Script> script;
    private final Local<SplitSource> original;
    private final int parallelism;
    private final int splits;
    private final boolean quiet;
    private final TreeSet<Integer> released = new TreeSet<>();
    private transient volatile Enumerator enumerator;

    /**
     * @param splits how many there are; one for each subtask is released from the beginning
     */
    SplitSource(Script script, int parallelism, int splits) {
        this(script, parallelism, splits, false);
    }

    private SplitSource(Script script, int parallelism, int splits, boolean quiet) {
        this.quiet = quiet;
        this.script = Local.of(script);
        this.original = Local.of(this);
        this.parallelism = parallelism;
        this.splits = splits;
        for (int split = 0; split < parallelism; split++) {
            released.add(split);
        }
    }

    /**
     * One whose readers never emit anything, for a harness that works off a mailbox until nothing
     * is left to do.
     */
    static SplitSource quiet(Script script) {
        return new SplitSource(script, 1, 1, true);
    }

    /**
     * Lets the enumerator hand out a split, now if its reader is there, and waits until it has done
     * so.
     */
    void release(int split) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Enumerator current = enumerator;
        current.context.runInCoordinatorThread(
                () -> {
                    released.add(split);
                    current.assign(split % parallelism);
                    done.complete(null);
                });
        done.join();
    }

    /** Waits until the coordinator's thread has done what it was asked before. */
    void awaitCoordinator() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        enumerator.context.runInCoordinatorThread(() -> done.complete(null));
        done.join();
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Integer, Split> createReader(SourceReaderContext context) {
        return new Reader(context.getIndexOfSubtask(), script.get(), quiet);
    }

    @Override
    public SplitEnumerator<Split, TreeSet<Integer>> createEnumerator(
            SplitEnumeratorContext<Split> context) {
        TreeSet<Integer> all = new TreeSet<>();
        for (int split = 0; split < splits; split++) {
            all.add(split);
        }
        return restoreEnumerator(context, all);
    }

    @Override
    public SplitEnumerator<Split, TreeSet<Integer>> restoreEnumerator(
            SplitEnumeratorContext<Split> context, TreeSet<Integer> kept) {
        return original.get().begin(context, kept);
    }

    private Enumerator begin(SplitEnumeratorContext<Split> context, TreeSet<Integer> kept) {
        enumerator = new Enumerator(context, kept);
        return enumerator;
    }

    @Override
    public SimpleVersionedSerializer<Split> getSplitSerializer() {
        return new JavaSerializer<>();
    }

    @Override
    public SimpleVersionedSerializer<TreeSet<Integer>> getEnumeratorCheckpointSerializer() {
        return new JavaSerializer<>();
    }

    /** A split is its number. */
    record Split(int number) implements SourceSplit, Serializable {
        @Override
        public String splitId() {
            return String.valueOf(number);
        }

        static List<Integer> numbers(Collection<Split> splits) {
            return splits.stream().map(Split::number).sorted().toList();
        }
    }

    private final class Enumerator implements SplitEnumerator<Split, TreeSet<Integer>> {
        private final SplitEnumeratorContext<Split> context;
        private final TreeSet<Integer> kept;

        Enumerator(SplitEnumeratorContext<Split> context, TreeSet<Integer> kept) {
            this.context = context;
            this.kept = new TreeSet<>(kept);
        }

        private void assign(int subtask) {
            if (!context.registeredReaders().containsKey(subtask)) {
                return;
            }
            for (int split : new ArrayList<>(kept)) {
                if (split % parallelism == subtask && released.contains(split)) {
                    kept.remove(split);
                    script.get().happens("enumerator assigns " + split);
                    context.assignSplit(new Split(split), subtask);
                }
            }
        }

        @Override
        public void addReader(int subtask) {
            script.get().happens("enumerator meets reader " + subtask);
            assign(subtask);
        }

        @Override
        public void addSplitsBack(List<Split> splits, int subtask) {
            script.get().happens("enumerator gets back " + Split.numbers(splits));
            kept.addAll(Split.numbers(splits));
        }

        @Override
        public TreeSet<Integer> snapshotState(long checkpoint) {
            script.get().passes("snapshot(" + checkpoint + ") of the enumerator");
            script.get().happens("enumerator snapshot(" + checkpoint + ") keeps " + kept);
            return new TreeSet<>(kept);
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            script.get().happens("enumerator complete(" + checkpoint + ")");
        }

        @Override
        public void notifyCheckpointAborted(long checkpoint) {
            script.get().happens("enumerator aborted(" + checkpoint + ")");
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void close() {}
    }

    /** Emits the numbers of its splits, in turns, a thousand a second. */
    private static final class Reader implements SourceReader<Integer, Split> {
        private final int subtask;
        private final Script script;
        private final boolean quiet;
        private final ArrayDeque<Split> splits = new ArrayDeque<>();
        private final CompletableFuture<Void> available = new CompletableFuture<>();

        Reader(int subtask, Script script, boolean quiet) {
            this.subtask = subtask;
            this.script = script;
            this.quiet = quiet;
        }

        @Override
        public InputStatus pollNext(ReaderOutput<Integer> output) throws InterruptedException {
            script.passes("poll of reader " + subtask);
            Split split = quiet ? null : splits.poll();
            if (split == null) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            splits.add(split);
            Thread.sleep(1);
            output.collect(split.number());
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return quiet || splits.isEmpty() ? available : CompletableFuture.completedFuture(null);
        }

        @Override
        public void addSplits(List<Split> added) {
            script.happens("reader " + subtask + " adds " + Split.numbers(added));
            splits.addAll(added);
            if (!quiet) {
                available.complete(null);
            }
        }

        @Override
        public List<Split> snapshotState(long checkpoint) {
            script.passes("snapshot(" + checkpoint + ") of reader " + subtask);
            script.happens(
                    "reader "
                            + subtask
                            + " snapshot("
                            + checkpoint
                            + ") has "
                            + Split.numbers(splits));
            return new ArrayList<>(splits);
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            script.happens("reader " + subtask + " complete(" + checkpoint + ")");
        }

        @Override
        public void start() {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    /** Java's own serialization, version 1. */
    static final class JavaSerializer<T> implements SimpleVersionedSerializer<T> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T object) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
                stream.writeObject(object);
            }
            return bytes.toByteArray();
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(int version, byte[] bytes) throws IOException {
            try (ObjectInputStream stream =
                    new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                return (T) stream.readObject();
            } catch (ClassNotFoundException absent) {
                throw new IOException(absent);
            }
        }
    }
}
