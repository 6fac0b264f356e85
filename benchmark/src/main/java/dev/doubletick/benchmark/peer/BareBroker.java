package dev.doubletick.benchmark.peer;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * HiveMQ Community Edition as it is, without Doubletick's extension: file persistence, everybody may connect, publish and
 * subscribe, on a free port of the loopback address.
 *
 * <p>As a program it takes one argument, a folder that it may fill, prints {@code READY mqtt=HOST:PORT}, and runs until SIGTERM.
 */
public final class BareBroker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private static final String CONFIG =
            """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener><port>0</port><bind-address>127.0.0.1</bind-address></tcp-listener>
              </listeners>
              <mqtt>
                <!-- The defaults drop at 1,000 waiting messages per phone, and take 10 publishes of a client at a time. -->
                <queued-messages><max-queue-size>1000000</max-queue-size></queued-messages>
                <receive-maximum><server-receive-maximum>1000</server-receive-maximum></receive-maximum>
              </mqtt>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
              <persistence><mode>file</mode></persistence>
            </hivemq>
            """;

    private final EmbeddedHiveMQ broker;
    private final AdminService admin;

    private BareBroker(EmbeddedHiveMQ broker, AdminService admin) {
        this.broker = broker;
        this.admin = admin;
    }

    /** Starts a broker whose files are in this folder, and waits until it listens. */
    public static BareBroker start(Path folder) throws IOException, ExecutionException, InterruptedException {
        Path configuration = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(configuration.resolve("config.xml"), CONFIG);
        CompletableFuture<AdminService> admin = new CompletableFuture<>();
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(Files.createDirectories(folder.resolve("data")))
                .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("port-of-the-listener")
                        .withName("Tells which port the system chose")
                        .withVersion("1")
                        .withExtensionMain(new PortTeller(admin))
                        .build())
                .withoutLoggingBootstrap()
                .build();
        broker.start().get();
        return new BareBroker(broker, admin.get());
    }

    /** As {@code HOST:PORT}. */
    public String address() {
        return HOST + ":"
                + admin.getServerInformation().getListener().iterator().next().getPort();
    }

    @Override
    public void close() throws ExecutionException {
        try {
            broker.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a broker until the process is told to end. */
    public static void main(String[] args) throws IOException, ExecutionException, InterruptedException {
        // For what libraries format for machines: in Arabic digits no certificate can be read, no header is understood.
        Locale.setDefault(Locale.ROOT);
        if (args.length != 1) {
            System.err.println("usage: BareBroker FOLDER");
            System.exit(2);
        }
        BareBroker broker = start(Path.of(args[0]));
        System.out.println("READY mqtt=" + broker.address());
        // The broker's own shutdown hook stops it.
        new CountDownLatch(1).await();
    }

    /** An extension only to learn the port: the broker tells it to extensions alone. */
    private record PortTeller(CompletableFuture<AdminService> admin) implements ExtensionMain {

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            admin.complete(Services.adminService());
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }
}
