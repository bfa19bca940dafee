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
     * Why a refused action is not tried: somebody else than Flink keeps it from happening. Asked
     * before a run is executed; {@link #attempt} may still find such a reason.
     *
     * @param state every observed value of the model where it is refused
     * @return null if it is tried
     */
    default String untried(String action, JsonNode parameters, ObjectNode state) {
        return "the driver tries nothing";
    }

    /**
     * Tries an action that the model does not allow in this state. Other attempts may follow if
     * nothing has changed, and nothing else.
     */
    default Attempt attempt(String action, JsonNode parameters) throws Exception {
        throw new UnmappedException(action + " cannot be tried");
    }

    /** Whether {@link #begin} is worth a replay. */
    default boolean takesTime(String action) {
        return false;
    }

    /**
     * Begins an action that takes Flink some time, before the step that leads to a state where the
     * model does not allow it. The step comes next, then {@link #end}.
     *
     * @param next the action of that step
     * @return whether it has begun
     */
    default boolean begin(String action, JsonNode parameters, String next) throws Exception {
        return false;
    }

    /**
     * What has come of an action that has begun before the last step. Nothing is done afterwards.
     */
    default Attempt end(String action, JsonNode parameters) throws Exception {
        throw new UnmappedException(action + " cannot begin before a step");
    }

    /**
     * The class and method of Flink that an action is executed by, for a reader of a difference.
     */
    default String subject(String action) {
        return getClass().getSimpleName();
    }

    /** Ends what {@link #start} brought up. */
    @Override
    default void close() throws Exception {}
}
