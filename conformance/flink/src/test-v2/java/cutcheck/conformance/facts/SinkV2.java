package cutcheck.conformance.facts;

import org.apache.flink.api.connector.sink2.Sink;

/** A sink; 1.20 demands a method more. */
abstract class SinkV2<T> implements Sink<T> {}
