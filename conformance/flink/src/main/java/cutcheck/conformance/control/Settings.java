package cutcheck.conformance.control;

import com.fasterxml.jackson.databind.JsonNode;

import cutcheck.conformance.run.UnmappedException;

/**
 * What an instance of flink-checkpoint-control says of the job.
 *
 * @param regions tasks, each a pipelined region of its own
 * @param concurrent checkpoints that may be pending at a time
 * @param places places for pending checkpoints in the model: one more where there are savepoints
 * @param tolerable failed checkpoints in a row that do not fail the job; -1: any number
 * @param needsEvent whether a task needs an event of its coordinator before it can acknowledge
 */
record Settings(int regions, int concurrent, int places, int tolerable, boolean needsEvent) {

    /**
     * Reads the head and the first state of a file of runs.
     *
     * @throws UnmappedException if the rules are regional: released Flink has none
     */
    static Settings of(JsonNode head, JsonNode start) {
        JsonNode rules = head.path("rules");
        if (rules.path("regional").asBoolean()) {
            throw new UnmappedException("regional checkpoints are not in a released Flink");
        }
        JsonNode scope = head.path("scope");
        boolean needsEvent = "needsEvent".equals(rules.path("acknowledging").asText());
        int concurrent = needsEvent ? 1 : scope.path("concurrent").asInt();
        int places = start.path("pending").size();
        return new Settings(
                scope.path("regions").asInt(),
                concurrent,
                places,
                rules.path("tolerable").asInt(),
                needsEvent);
    }
}
