package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * A run of the model.
 *
 * @param id its number in the file
 * @param start every observed value in the first state
 * @param refused what the model does not allow in the first state, empty if the file does not say
 * @param steps in their order
 */
public record Run(int id, ObjectNode start, List<Call> refused, List<Step> steps) {

    /**
     * An action with its parameters.
     *
     * @param action its name
     * @param parameters by their names
     */
    public record Call(String action, JsonNode parameters) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(action);
            String separator = " ";
            for (var entry : parameters.properties()) {
                text.append(separator).append(entry.getKey()).append('=').append(entry.getValue());
                separator = ", ";
            }
            return text.toString();
        }
    }

    /**
     * A step.
     *
     * @param call what happens
     * @param after every observed value in the state reached
     * @param refused what the model does not allow there, empty if the file does not say
     */
    public record Step(Call call, ObjectNode after, List<Call> refused) {}

    /** What the model shows before a step, counted from 0. */
    public ObjectNode before(int step) {
        return step == 0 ? start : steps.get(step - 1).after();
    }

    /** What the model does not allow after so many steps. */
    public List<Call> refusedAfter(int count) {
        return count == 0 ? refused : steps.get(count - 1).refused();
    }
}
