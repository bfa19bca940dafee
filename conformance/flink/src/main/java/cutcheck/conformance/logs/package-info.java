/**
 * Makes logs: jobs on a MiniCluster in which things go wrong on request, with Flink's own lines and
 * the lines of their sources and sinks. {@link cutcheck.conformance.logs.LogGenerator} is the
 * program.
 *
 * <p>Time decides what happens in such a job. A seed draws its settings and its troubles, and gives
 * another log each time.
 */
package cutcheck.conformance.logs;
