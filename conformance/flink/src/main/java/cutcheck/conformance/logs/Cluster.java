package cutcheck.conformance.logs;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.highavailability.nonha.embedded.EmbeddedHaServicesWithLeadershipControl;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A MiniCluster that serves one job after the other, and whose JobManager can lose its leadership.
 */
final class Cluster extends MiniCluster {
    private static final int POLL_MILLIS = 5;

    private EmbeddedHaServicesWithLeadershipControl leadership;

    private Cluster(MiniClusterConfiguration configuration) {
        super(configuration);
    }

    /** A cluster with as many slots as any job of this package needs. */
    static Cluster started() throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("rest.port", "0");
        configuration.setString("rest.bind-port", "0");
        configuration.setString("taskmanager.memory.network.min", "32mb");
        configuration.setString("taskmanager.memory.network.max", "32mb");
        configuration.setString("taskmanager.memory.managed.size", "32mb");
        Cluster cluster =
                new Cluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(2 * JobSettings.PARALLELISM)
                                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                                .build());
        cluster.start();
        return cluster;
    }

    @Override
    protected HighAvailabilityServices createHighAvailabilityServices(
            Configuration configuration, Executor executor) {
        leadership = new EmbeddedHaServicesWithLeadershipControl(executor);
        return leadership;
    }

    /** The job's JobManager stops and starts again. */
    void changeLeader(JobID job, long millisWithout) throws Exception {
        leadership.revokeJobMasterLeadership(job).get(10, TimeUnit.SECONDS);
        Thread.sleep(millisWithout);
        leadership.grantJobMasterLeadership(job).get(10, TimeUnit.SECONDS);
    }

    /**
     * Waits until all tasks of a job run.
     *
     * @throws IllegalStateException if they do not in time
     */
    void awaitRunning(JobID job, long millisMax) throws Exception {
        await("the tasks of the job do not run", millisMax, () -> isRunning(job));
    }

    /**
     * Waits until a job is over.
     *
     * @throws IllegalStateException if it is not in time
     */
    void awaitEnd(JobID job, long millisMax) throws Exception {
        await("the job does not end", millisMax, () -> isOver(job));
    }

    boolean isOver(JobID job) throws Exception {
        return getJobStatus(job).get(10, TimeUnit.SECONDS).isGloballyTerminalState();
    }

    private boolean isRunning(JobID job) throws Exception {
        if (getJobStatus(job).get(10, TimeUnit.SECONDS) != JobStatus.RUNNING) return false;
        for (AccessExecutionVertex vertex :
                getExecutionGraph(job).get(10, TimeUnit.SECONDS).getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) return false;
        }
        return true;
    }

    private static void await(String otherwise, long millisMax, Condition condition)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
        while (!condition.isTrue()) {
            if (System.nanoTime() > end)
                throw new IllegalStateException(otherwise + " within " + millisMax + " ms");
            Thread.sleep(POLL_MILLIS);
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean isTrue() throws Exception;
    }
}
