package dev.doubletick.sample;

import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import dev.doubletick.standalone.push.FakePushes;
import dev.doubletick.standalone.sms.FakeSmsGateway;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** All servers in this process, on free ports. */
record TrialServers(Standalone servers) implements DemoServers {

    /** @param folder for all their state */
    static TrialServers start(Path folder) {
        return start(StandaloneConfig.onFreePorts(folder));
    }

    /** The same, over TLS. */
    static TrialServers startWithTls(Path folder) {
        return start(StandaloneConfig.onFreePorts(folder).withTls());
    }

    private static TrialServers start(StandaloneConfig config) {
        return new TrialServers(Standalone.start(config.withWakeUps(Optional.of(WAKE_UPS))));
    }

    @Override
    public Optional<Path> certificateAuthority() {
        return servers.certificateAuthority();
    }

    @Override
    public URI mqtt() {
        return servers.mqtt();
    }

    @Override
    public URI ws() {
        return servers.ws();
    }

    @Override
    public URI http() {
        return servers.http();
    }

    @Override
    public Path operatorTokenFile() {
        return servers.operatorTokenFile();
    }

    @Override
    public FakeSmsGateway sms() {
        return servers.sms();
    }

    @Override
    public FakePushes pushes() {
        return servers.pushes();
    }

    @Override
    public void restartBroker() {
        servers.stopBroker();
        servers.startBroker();
    }

    @Override
    public void close() {
        servers.close();
    }
}
