package dev.doubletick.standalone;

import dev.doubletick.standalone.broker.PortProbe;
import java.util.HashMap;
import java.util.Map;

/** Looks whether the ports that somebody chose are free, before anything is started that would have to be stopped again. */
final class FixedPorts {

    private FixedPorts() {}

    /** @throws StandaloneException naming the first port that is taken, or chosen twice */
    static void requireFree(StandaloneConfig config) {
        Map<Integer, String> chosen = new HashMap<>();
        requireFree("mqtt", config.mqttPort(), chosen);
        requireFree("ws", config.wsPort(), chosen);
        requireFree("http", config.httpPort(), chosen);
    }

    private static void requireFree(String name, int port, Map<Integer, String> chosen) {
        if (port == 0) {
            return;
        }
        String other = chosen.put(port, name);
        if (other != null) {
            throw new StandaloneException(
                    "Port " + port + " cannot be both the " + other + " port and the " + name + " port.");
        }
        if (!PortProbe.isFree(StandaloneConfig.HOST, port)) {
            throw new StandaloneException("Port " + port + " cannot be used, most likely because another program does;"
                    + " choose another with --" + name + "-port.");
        }
    }
}
