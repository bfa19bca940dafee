package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Executes the actions of a model on Flink's own classes, and tells what can be seen of them.
 *
 * <p>A driver executes one run, by one thread: {@link #start}, then {@link #step} and {@link
 * #observe} for each step, then {@link #close}.
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
     * What Flink's classes show now.
     *
     * @return a value for each name that {@link #expect} returns
     */
    ObjectNode observe() throws Exception;

    /**
     * What has to be seen after a step: the model's observed values, and what follows from them
     * where a driver sees more than a state of the model says (messages, restored state).
     *
     * @param before every observed value of the model before the step
     * @param after every observed value of the model after the step
     * @return what {@link #observe} has to return
     */
    default ObjectNode expect(
            String action, JsonNode parameters, ObjectNode before, ObjectNode after) {
        return after;
    }

    /**
     * The named rules that together explain all that differs, asked only where something does. A
     * driver may bring Flink's classes to the model's state here, so that the run can go on.
     *
     * @return names of the known differences, each as often as it occurs; none: unexplained
     */
    default List<String> explain(
            String action, JsonNode parameters, ObjectNode expected, ObjectNode observed)
            throws Exception {
        return List.of();
    }

    /**
     * Tries an action that the model does not allow in this state. Nothing is done with this driver
     * afterwards.
     */
    default Attempt attempt(String action, JsonNode parameters) throws Exception {
        return Attempt.notTried("no driver for what is refused");
    }

    /** The class and method of Flink that an action is executed by, for a reader of a difference. */
    default String subject(String action) {
        return getClass().getSimpleName();
    }

    /** Ends what {@link #start} brought up. */
    @Override
    default void close() throws Exception {}
}
