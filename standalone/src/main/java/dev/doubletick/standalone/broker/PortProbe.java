package dev.doubletick.standalone.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a port can be bound. HiveMQ itself would start without a listener whose port is taken. */
public final class PortProbe {

    private PortProbe() {}

    /** Whether somebody could listen there now. Nobody holds it for the caller. */
    public static boolean isFree(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // As servers do: a port in TIME_WAIT is free.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
