package dev.doubletick.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where the log goes: to a file, because the console belongs to the command. */
public final class LogFile {

    private LogFile() {}

    /**
     * Must come before anything asks for a logger; the file is opened then.
     *
     * @throws CommandException if there can be none: the logger would complain in its own words, and at length
     */
    public static void writeTo(Path file) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandException("the folder " + folder + " cannot be used", e);
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new CommandException(file + " cannot be written");
        }
        System.setProperty("logback.configurationFile", "logback-file.xml");
        System.setProperty("doubletick.log.file", file.toString());
    }

    /** Sends what uses java.util.logging, which would write to the console, to the same file. Opens it. */
    public static void captureJavaUtilLogging() {
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
    }
}
