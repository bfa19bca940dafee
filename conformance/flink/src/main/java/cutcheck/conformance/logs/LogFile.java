package cutcheck.conformance.logs;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the lines of Flink and of the job go: one file for each job, in the layout that Flink's
 * distribution has.
 */
final class LogFile {

    /** The layout of the files conf/log4j*.properties in Flink's distribution. */
    private static final String LAYOUT = "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %-60c %x - %m%n";

    /** What prints acknowledgements, snapshots of tasks, and notifications at DEBUG. */
    private static final List<String> DEBUG_LOGGERS =
            List.of(
                    "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
                    "org.apache.flink.runtime.source.coordinator",
                    "org.apache.flink.runtime.operators.coordination",
                    "org.apache.flink.runtime.taskmanager.Task",
                    "org.apache.flink.streaming.runtime.tasks",
                    "org.apache.flink.streaming.api.functions.sink");

    private LogFile() {}

    /** From now on all lines go to this file; nothing is printed elsewhere. */
    static void open(Path file, JobSettings.Mode mode) {
        ConfigurationBuilder<BuiltConfiguration> builder =
                ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setStatusLevel(Level.ERROR);
        AppenderComponentBuilder appender = builder.newAppender("file", "File");
        appender.addAttribute("fileName", file.toString()).addAttribute("append", false);
        use(builder, appender);
        if (mode == JobSettings.Mode.DEBUG) {
            for (String logger : DEBUG_LOGGERS) builder.add(builder.newLogger(logger, Level.DEBUG));
        }
        Configurator.reconfigure(builder.build());
    }

    /** No job runs: what is at least an error goes to the console. */
    static void close() {
        ConfigurationBuilder<BuiltConfiguration> builder =
                ConfigurationBuilderFactory.newConfigurationBuilder();
        AppenderComponentBuilder appender =
                builder.newAppender("console", ConsoleAppender.PLUGIN_NAME);
        appender.addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR);
        appender.addComponent(
                builder.newFilter("ThresholdFilter", "ACCEPT", "DENY")
                        .addAttribute("level", "ERROR"));
        use(builder, appender);
        Configurator.reconfigure(builder.build());
    }

    private static void use(
            ConfigurationBuilder<BuiltConfiguration> builder, AppenderComponentBuilder appender) {
        appender.add(builder.newLayout("PatternLayout").addAttribute("pattern", LAYOUT));
        builder.add(appender);
        builder.add(
                builder.newRootLogger(Level.INFO).add(builder.newAppenderRef(appender.getName())));
    }
}
