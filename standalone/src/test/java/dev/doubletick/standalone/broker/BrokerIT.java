package dev.doubletick.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.HiveMQServer;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerIT {

    private static final String HOST = "127.0.0.1";

    @TempDir
    private Path folder;

    /** An extension that does something at its start. */
    private interface Start extends ExtensionMain {
        @Override
        default void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }

    @Test
    void anExtensionThatThrowsStopsTheBroker() throws Exception {
        int port = freePort();

        assertThatThrownBy(() -> Broker.start(folder, Listeners.plain(HOST, port, 0), (Start) BrokerIT::fail))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("no database here");

        assertThat(PortProbe.isFree(HOST, port)).isTrue();
    }

    private static void fail(ExtensionStartInput input, ExtensionStartOutput output) {
        throw new IllegalStateException("no database here");
    }

    @Test
    void anExtensionThatDeclinesStopsTheBroker() throws Exception {
        int port = freePort();

        assertThatThrownBy(() -> Broker.start(folder, Listeners.plain(HOST, port, 0), (Start)
                        (input, output) -> output.preventExtensionStartup("not today")))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("not today");

        assertThat(PortProbe.isFree(HOST, port)).isTrue();
    }

    @Test
    void aTakenPortIsNoticed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Broker.start(
                            folder, Listeners.plain(HOST, 0, taken.getLocalPort()), (Start) (input, output) -> {}))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessage("port " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void aConfigurationThatTheBrokerWouldReplaceByItsDefaultsIsNoticed() {
        assertThatThrownBy(() -> BrokerConfigFile.write(folder, Listeners.plain("<unreadable>", 0, 0)))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("does not understand its configuration");
    }

    @Test
    void theConfigurationIsValidByTheBrokersOwnSchema() throws Exception {
        BrokerConfigFile.write(folder, Listeners.plain(HOST, 1883, 8000));

        Validator validator = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(HiveMQServer.class.getResource("/config.xsd"))
                .newValidator();

        assertThatCode(() -> validator.validate(
                        new StreamSource(folder.resolve("config.xml").toFile())))
                .doesNotThrowAnyException();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
