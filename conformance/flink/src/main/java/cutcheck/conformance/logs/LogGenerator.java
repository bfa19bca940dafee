package cutcheck.conformance.logs;

import org.apache.flink.runtime.util.EnvironmentInformation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Writes logs: {@code LogGenerator FOLDER FIRST COUNT}, for the seeds from FIRST on. Of each seed
 * there are two files: VERSION-SEED.log, and VERSION-SEED.json with the settings and what was done
 * to the job.
 *
 * <p>Flink itself may end the JVM (exit code 239, a fatal error of the JobManager). The logs
 * before, and the one of that job until then, are there.
 */
public final class LogGenerator {

    /** One log of so many has the lines that are printed by default, and no others. */
    private static final int INFO_EVERY = 3;

    private static final int FAILED = 1;

    private LogGenerator() {}

    /**
     * @param arguments a folder, the first seed, and how many
     * @throws IllegalArgumentException if it is not these three
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3)
            throw new IllegalArgumentException("usage: LogGenerator FOLDER FIRST COUNT");
        Path folder = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
        int first = Integer.parseInt(arguments[1]);
        int end = first + Integer.parseInt(arguments[2]);
        LogFile.close();
        boolean isEachWritten = true;
        Cluster cluster = Cluster.started();
        for (int seed = first; seed < end; seed++) isEachWritten &= write(cluster, seed, folder);
        // A job that does not end would keep the JVM alive.
        System.exit(isEachWritten ? 0 : FAILED);
    }

    private static boolean write(Cluster cluster, int seed, Path folder) {
        long startNanos = System.nanoTime();
        JobSettings.Mode mode =
                seed % INFO_EVERY == 0 ? JobSettings.Mode.INFO : JobSettings.Mode.DEBUG;
        Random random = randomOf(seed);
        JobSettings settings = JobSettings.draw(seed, mode, random);
        String version = EnvironmentInformation.getVersion();
        try {
            JobRun.write(cluster, version, settings, random, folder);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            System.out.printf("%s-%03d %d ms%n", version, seed, millis);
            return true;
        } catch (Exception e) {
            System.out.printf("%s-%03d failed: %s%n", version, seed, e);
            return false;
        }
    }

    /** The first draws of two small seeds would resemble each other, so the seed is mixed. */
    private static Random randomOf(int seed) {
        return new Random(new SplittableRandom(seed).nextLong());
    }
}
