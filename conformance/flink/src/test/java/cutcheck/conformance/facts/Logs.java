package cutcheck.conformance.facts;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

import java.util.regex.Pattern;

/**
 * Lines that Flink logs, told to a {@link Script} as they are, without ids of jobs and attempts.
 */
final class Logs implements AutoCloseable {
    private final AbstractAppender appender;

    private Logs(AbstractAppender appender) {
        this.appender = appender;
    }

    /**
     * From now on, until it is closed, each line that matches happens in the script.
     *
     * @param regex what a line must contain
     */
    static Logs tell(Script script, String regex) {
        Pattern wanted = Pattern.compile(regex);
        var appender =
                new AbstractAppender("script", null, null, false, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        String line = event.getMessage().getFormattedMessage();
                        if (wanted.matcher(line).find()) {
                            script.happens(withoutIds(line));
                        }
                    }
                };
        appender.start();
        root().addAppender(appender);
        return new Logs(appender);
    }

    /** A class of Flink's logs at DEBUG from now on. */
    static void debug(String logger) {
        Configurator.setLevel(logger, Level.DEBUG);
    }

    private static String withoutIds(String line) {
        return line.replaceAll("[0-9a-f]{32}(_[0-9a-f]{32})?(_\\d+_\\d+)?", "ID")
                .lines()
                .findFirst()
                .orElse("");
    }

    private static Logger root() {
        return ((LoggerContext) LogManager.getContext(false)).getRootLogger();
    }

    @Override
    public void close() {
        // It is not stopped: a thread of Flink's that is just logging would get an exception from
        // it.
        root().removeAppender(appender);
    }
}
