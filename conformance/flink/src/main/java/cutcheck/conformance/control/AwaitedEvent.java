package cutcheck.conformance.control;

import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * What a task needs of its coordinator before it can acknowledge a checkpoint.
 *
 * @param checkpoint the checkpoint's id
 */
record AwaitedEvent(long checkpoint) implements OperatorEvent {}
