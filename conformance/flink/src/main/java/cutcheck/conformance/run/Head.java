package cutcheck.conformance.run;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The first line of a file of runs.
 *
 * @param spec the spec's name
 * @param caseName the case's name
 * @param json the whole line, for settings that a driver looks at
 */
public record Head(String spec, String caseName, JsonNode json) {
    private static final String FORMAT = "cutcheck-runs";
    private static final int VERSION = 1;

    static Head of(JsonNode line, String place) {
        if (!"head".equals(line.path("kind").asText())
                || !FORMAT.equals(line.path("format").asText())) {
            throw new RunFileException(
                    place + ": the first line is no head of the format " + FORMAT);
        }
        if (line.path("version").asInt() != VERSION) {
            String found = line.path("version").asText();
            throw new RunFileException(
                    place + ": version " + found + " of the format, and not " + VERSION);
        }
        return new Head(line.path("spec").asText(), line.path("case").asText(), line);
    }
}
