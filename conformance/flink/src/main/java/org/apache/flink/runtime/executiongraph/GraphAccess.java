package org.apache.flink.runtime.executiongraph;

/** What only Flink's package may call of a graph. */
public final class GraphAccess {
    private GraphAccess() {}

    /** DefaultExecutionGraph.failGlobal: what too many failed checkpoints lead to. */
    public static void failGlobal(ExecutionGraph graph, Throwable cause) {
        ((DefaultExecutionGraph) graph).failGlobal(cause);
    }

    /**
     * DefaultExecutionGraph.failGlobalIfExecutionIsStillRunning: what a counted decline leads to.
     */
    public static void failGlobalIfStillRunning(
            ExecutionGraph graph, Throwable cause, ExecutionAttemptID failing) {
        ((DefaultExecutionGraph) graph).failGlobalIfExecutionIsStillRunning(cause, failing);
    }
}
