package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Executes the actions of a model on Flink's own classes, and tells what can be seen of them.
 *
 * <p>A driver is used by one thread. {@link #start} comes first and makes everything anew, so that
 * one driver executes many runs, one after the other.
 */
public interface Driver extends AutoCloseable {

    /**
     * Brings up Flink's classes in the state that the model starts in.
     *
     * @param head the first line of the file of runs: `scope` and `rules` are the settings
     * @param start every observed value in the model's first state
     * @throws UnmappedException if this driver cannot bring up such a setting
     */
    void start(JsonNode head, JsonNode start) throws Exception;

    /**
     * Executes one action until nothing of it is left to be done.
     *
     * @param action the action's name in the model
     * @param parameters the action's parameters by their names in the model
     * @throws UnmappedException if this driver has nothing to execute for the action
     */
    void step(String action, JsonNode parameters) throws Exception;

    /**
     * What Flink's classes show now, in the shape of the model's observed values.
     *
     * @return a value for each name that the spec declares as observed
     */
    ObjectNode observe() throws Exception;

    /** Ends what {@link #start} brought up. */
    @Override
    default void close() throws Exception {}
}
