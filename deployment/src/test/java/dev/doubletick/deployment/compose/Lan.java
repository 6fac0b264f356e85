package dev.doubletick.deployment.compose;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The network of a Compose project: a bridge in this process's own network namespace, and its published ports. */
final class Lan {

    static final String HOST = "172.30.0.1";
    private static final String NETWORK = "172.30.0.";

    private int next = 2;

    Lan() throws IOException, InterruptedException {
        Shell.run("ip", "link", "set", "lo", "up");
        Shell.run("ip", "link", "add", "lan", "address", hardwareAddress(HOST), "type", "bridge");
        Shell.run("ip", "addr", "add", HOST + "/24", "dev", "lan");
        Shell.run("ip", "link", "set", "lan", "up");
    }

    String newAddress() {
        return NETWORK + next++;
    }

    /**
     * The same for an address at each start, as with an engine. With a new one, whoever had spoken to the service before its restart
     * went on sending to the old one, for some ten seconds.
     */
    private static String hardwareAddress(String address) {
        return String.format(Locale.ROOT, "02:42:ac:1e:00:%02x", Integer.parseInt(address.substring(NETWORK.length())));
    }

    /** Gives the namespace of a process an interface {@code eth0}. */
    void plug(long process, String address) throws IOException, InterruptedException {
        String name = "v" + address.substring(NETWORK.length()) + "-" + process;
        Shell.run(("ip link add " + name + " type veth peer name eth0 address " + hardwareAddress(address) + " netns "
                        + process)
                .split(" ", -1));
        Shell.run("ip", "link", "set", name, "master", "lan");
        Shell.run("ip", "link", "set", name, "up");
    }

    /**
     * Publishes a port of a container, until this process ends.
     *
     * @param port as Compose writes it: [address:]published:target
     */
    static void publish(String port, String container) throws IOException {
        List<String> parts = new ArrayList<>(List.of(port.split(":", -1)));
        int target = Integer.parseInt(parts.remove(parts.size() - 1));
        int published = Integer.parseInt(parts.remove(parts.size() - 1));
        // Nothing closes it: it ends with the process.
        @SuppressWarnings("resource")
        ServerSocket server = new ServerSocket();
        server.bind(
                new InetSocketAddress(InetAddress.getByName(parts.isEmpty() ? "0.0.0.0" : parts.get(0)), published));
        daemon(() -> {
            while (true) {
                relay(server.accept(), container, target);
            }
        });
    }

    private static void relay(Socket from, String container, int port) throws IOException {
        Socket to = new Socket();
        try {
            to.connect(new InetSocketAddress(container, port), 2000);
        } catch (IOException e) {
            // Nobody listens there: the client sees a connection that ends at once, as with a real engine.
            from.close();
            to.close();
            return;
        }
        daemon(() -> pump(from, to));
        daemon(() -> pump(to, from));
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The other end has gone, which ends this one.
                        Thread.currentThread().interrupt();
                    }
                },
                "published-port");
        thread.setDaemon(true);
        thread.start();
    }
}
