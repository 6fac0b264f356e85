package dev.doubletick.standalone.broker;

import com.hivemq.configuration.service.entity.Listener;
import com.hivemq.configuration.service.entity.Tls;
import com.hivemq.configuration.service.entity.TlsTcpListener;
import com.hivemq.configuration.service.entity.TlsWebsocketListener;
import com.hivemq.configuration.service.entity.WebsocketListener;
import com.hivemq.configuration.service.impl.listener.ListenerConfigurationService;
import dev.doubletick.certificates.KeyStoreFile;
import java.util.List;
import java.util.Locale;

/** The listeners in HiveMQ's config.xml. */
final class ListenersXml {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private ListenersXml() {}

    /** What belongs between {@code <listeners>} and its end. */
    static String of(Listeners listeners) {
        return listeners
                .tls()
                .map(tls -> listener("tcp-listener", "inside", listeners.insidePort(), listeners, "")
                        + listener("tls-tcp-listener", "mqtts", listeners.mqttPort(), listeners, tls(tls))
                        + listener(
                                "tls-websocket-listener", "wss", listeners.wsPort(), listeners, webSocket() + tls(tls)))
                .orElseGet(() -> listener("tcp-listener", "mqtt", listeners.mqttPort(), listeners, "")
                        + listener("websocket-listener", "ws", listeners.wsPort(), listeners, webSocket()));
    }

    private static String listener(String element, String name, int port, Listeners listeners, String more) {
        return String.format(
                Locale.ROOT,
                """
                    <%s>
                      <name>%s</name>
                      <port>%s</port>
                      <bind-address>%s</bind-address>%s
                    </%s>
                """,
                element,
                name,
                Integer.toString(port),
                listeners.host(),
                more,
                element);
    }

    private static String webSocket() {
        return String.format(
                Locale.ROOT,
                """

                      <path>%s</path>
                      <subprotocols>
                        <subprotocol>mqtt</subprotocol>
                      </subprotocols>""",
                BrokerConfigFile.WEBSOCKET_PATH);
    }

    private static String tls(KeyStoreFile certificate) {
        return String.format(
                Locale.ROOT,
                """

                      <tls>
                        <protocols>
                          <protocol>%s</protocol>
                          <protocol>%s</protocol>
                        </protocols>
                        <keystore>
                          <path>%s</path>
                          <password>%s</password>
                          <private-key-password>%s</private-key-password>
                        </keystore>
                      </tls>""",
                PROTOCOLS.get(0),
                PROTOCOLS.get(1),
                escaped(certificate.file().toAbsolutePath().toString()),
                escaped(certificate.password()),
                escaped(certificate.password()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Whether HiveMQ read what was written. */
    static boolean isEffective(ListenerConfigurationService read, Listeners listeners) {
        boolean tls = listeners.tls().isPresent();
        List<? extends Listener> tcp = tls ? read.getTlsTcpListeners() : read.getTcpListeners();
        List<? extends WebsocketListener> ws = tls ? read.getTlsWebsocketListeners() : read.getWebsocketListeners();
        return read.getListeners().size() == (tls ? 3 : 2)
                && read.getListeners().stream()
                        .allMatch(any -> any.getBindAddress().equals(listeners.host()))
                && tcp.stream().allMatch(each -> each.getPort() == listeners.mqttPort())
                && ws.stream()
                        .allMatch(each -> each.getPort() == listeners.wsPort()
                                && each.getPath().equals(BrokerConfigFile.WEBSOCKET_PATH))
                && read.getTlsTcpListeners().stream()
                        .map(TlsTcpListener::getTls)
                        .allMatch(each -> isEffective(each, listeners))
                && read.getTlsWebsocketListeners().stream()
                        .map(TlsWebsocketListener::getTls)
                        .allMatch(each -> isEffective(each, listeners));
    }

    private static boolean isEffective(Tls read, Listeners listeners) {
        return read.getProtocols().equals(PROTOCOLS)
                && listeners
                        .tls()
                        .filter(tls -> read.getKeystorePath()
                                .equals(tls.file().toAbsolutePath().toString()))
                        .isPresent();
    }
}
