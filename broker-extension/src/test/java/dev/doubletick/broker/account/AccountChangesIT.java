package dev.doubletick.broker.account;

import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class AccountChangesIT {

    private static final AccountChanges.Listener NOBODY = new AccountChanges.Listener() {
        @Override
        public void onAccountChanged(PhoneNumber phone) {}

        @Override
        public void onChangesMissed() {}
    };

    /** As after a failover whose new address takes packets and has no server. */
    @Test
    void aDatabaseThatTakesTheConnectionAndSaysNothingIsTriedAgain() throws Exception {
        List<Socket> connections = new CopyOnWriteArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> acceptAll(silent, connections), "silent-database");
            accepting.start();
            BrokerConfig.Database config = new BrokerConfig.Database(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/postgres?sslmode=disable",
                    "postgres",
                    "postgres");
            try (AccountChanges changes = new AccountChanges(config, List.of(NOBODY))) {
                changes.start();
                await().atMost(Duration.ofSeconds(40)).until(() -> connections.size() >= 2);
            }
            silent.close();
            accepting.join();
        } finally {
            for (Socket connection : new ArrayList<>(connections)) {
                connection.close();
            }
        }
    }

    private static void acceptAll(ServerSocket server, List<Socket> connections) {
        try {
            while (true) {
                connections.add(server.accept());
            }
        } catch (IOException e) {
            // The test has closed it.
        }
    }
}
