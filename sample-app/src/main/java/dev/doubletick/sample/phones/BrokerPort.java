package dev.doubletick.sample.phones;

import dev.doubletick.sample.phones.network.MqttNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The port at which the phones find the broker. They keep its address with their account, so that it has to be the same at each
 * start with the same data.
 */
final class BrokerPort {

    private final Path folder;
    private final Path file;

    BrokerPort(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("mqtt-port");
    }

    /** Opens the network at a port; 0 is any free one. */
    interface Opening {
        MqttNetwork at(int port) throws IOException;
    }

    /** @throws IOException if the port of the last time is taken */
    MqttNetwork open(Opening opening) throws IOException {
        Files.createDirectories(folder);
        if (!Files.exists(file)) {
            MqttNetwork network = opening.at(0);
            Files.writeString(file, Integer.toString(network.port()));
            return network;
        }
        String port = Files.readString(file).strip();
        try {
            return opening.at(Integer.parseInt(port));
        } catch (NumberFormatException e) {
            throw new IOException(file + " does not hold a port", e);
        } catch (IOException e) {
            throw new IOException(
                    "the phones in " + folder + " know the broker at port " + port + ", which cannot be used now", e);
        }
    }
}
