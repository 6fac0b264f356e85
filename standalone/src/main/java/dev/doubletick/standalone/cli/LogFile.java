package dev.doubletick.standalone.cli;

import java.nio.file.Path;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where the log goes: to a file, because the console belongs to the command. */
public final class LogFile {

    private LogFile() {}

    /** Must come before anything asks for a logger; the file is opened then. */
    public static void writeTo(Path file) {
        System.setProperty("logback.configurationFile", "logback-standalone.xml");
        System.setProperty("doubletick.log.file", file.toString());
    }

    /** Sends what uses java.util.logging, which would write to the console, to the same file. Opens it. */
    public static void captureJavaUtilLogging() {
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
    }
}
