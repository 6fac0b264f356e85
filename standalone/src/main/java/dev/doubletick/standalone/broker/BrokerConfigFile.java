package dev.doubletick.standalone.broker;

import com.hivemq.configuration.ConfigurationBootstrap;
import com.hivemq.configuration.info.SystemInformationImpl;
import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.configuration.service.MqttConfigurationService;
import com.hivemq.configuration.service.PersistenceConfigurationService.PersistenceMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * HiveMQ's config.xml. HiveMQ answers a file that it cannot read with its defaults and a line in the log, so the file is
 * read back with HiveMQ's own reader before anything starts.
 */
final class BrokerConfigFile {

    static final String WEBSOCKET_PATH = "/mqtt";

    /** What a client may have unacknowledged, which waits in memory: they are stored one after the other. */
    private static final int RECEIVE_MAXIMUM = 100;
    /** The largest payload is 64 KiB; somewhat larger ones must get through to be refused with a reason. */
    private static final int MAX_PACKET_BYTES = 128 * 1024;

    private static final Duration SESSION_EXPIRY = Duration.ofDays(30);

    private BrokerConfigFile() {}

    /**
     * Writes config.xml.
     *
     * @param folder HiveMQ's configuration folder
     * @throws BrokerStartException if HiveMQ would not read from it what was written
     */
    static void write(Path folder, Listeners listeners) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.xml"), xml(listeners));
        } catch (IOException e) {
            throw new BrokerStartException("the broker's configuration cannot be written: " + e, e);
        }
        requireEffective(folder, listeners);
    }

    private static String xml(Listeners listeners) {
        return String.format(
                Locale.ROOT,
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- Written at each start. Changes are lost. -->
                <hivemq>
                  <listeners>
                %s
                  </listeners>
                  <mqtt>
                    <quality-of-service>
                      <max-qos>1</max-qos>
                    </quality-of-service>
                    <topic-alias>
                      <enabled>false</enabled>
                    </topic-alias>
                    <session-expiry>
                      <max-interval>%d</max-interval>
                    </session-expiry>
                    <packets>
                      <max-packet-size>%d</max-packet-size>
                    </packets>
                    <receive-maximum>
                      <server-receive-maximum>%d</server-receive-maximum>
                    </receive-maximum>
                  </mqtt>
                  <anonymous-usage-statistics>
                    <enabled>false</enabled>
                  </anonymous-usage-statistics>
                  <persistence>
                    <!-- Sessions live in memory; the mailbox makes them crash-proof. -->
                    <mode>in-memory</mode>
                  </persistence>
                </hivemq>
                """,
                ListenersXml.of(listeners),
                SESSION_EXPIRY.toSeconds(),
                MAX_PACKET_BYTES,
                RECEIVE_MAXIMUM);
    }

    /** HiveMQ has no public way to ask for its settings; its reader is the nearest thing. */
    private static void requireEffective(Path folder, Listeners listeners) {
        SystemInformationImpl system =
                new SystemInformationImpl(true, true, folder.toFile(), folder.toFile(), folder.toFile());
        FullConfigurationService read = ConfigurationBootstrap.bootstrapConfig(system);
        MqttConfigurationService mqtt = read.mqttConfiguration();
        boolean effective = ListenersXml.isEffective(read.listenerConfiguration(), listeners)
                && mqtt.maximumQos().getQosNumber() == 1
                && !mqtt.topicAliasEnabled()
                && mqtt.maxSessionExpiryInterval() == SESSION_EXPIRY.toSeconds()
                && mqtt.maxPacketSize() == MAX_PACKET_BYTES
                && mqtt.serverReceiveMaximum() == RECEIVE_MAXIMUM
                && !read.usageStatisticsConfiguration().isEnabled()
                && read.persistenceConfigurationService().getMode() == PersistenceMode.IN_MEMORY;
        if (!effective) {
            throw new BrokerStartException("the broker does not understand its configuration in " + folder);
        }
    }
}
