package dev.doubletick.sample;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.operator.OperatorClient;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.wording.SmsCode;
import dev.doubletick.sdk.PushToken;
import dev.doubletick.standalone.sms.FakeSms;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** The servers that the story is played on, and the phones of everybody in it. */
final class Stage implements AutoCloseable {

    private static final PhoneNumber DEVICE = PhoneNumber.ofE164("+4915999999999");

    private final DemoServers servers;
    private final Path phones;
    private final List<DemoPhone> cast = new ArrayList<>();
    /** What runs on phones whose screens are dark. */
    private final ExecutorService background = Executors.newSingleThreadExecutor();

    private Stage(DemoServers servers, Path phones) {
        this.servers = servers;
        this.phones = phones;
    }

    /**
     * Sets it.
     *
     * @param folder for the phones
     * @param servers closed with it
     */
    static Stage set(Path folder, DemoServers servers) throws IOException {
        return new Stage(servers, Files.createDirectories(folder.resolve("phones")));
    }

    DemoPhone phone(String name, String number) {
        DemoPhone phone = new DemoPhone(name, PhoneNumber.ofE164(number), servers.http(), trust(), phones);
        cast.add(phone);
        return phone;
    }

    /** Whom phones believe; empty where there is no TLS. */
    private Optional<TrustFile> trust() {
        return servers.certificateAuthority().map(TrustFile::of);
    }

    List<URI> brokers() {
        return List.of(servers.mqtt(), servers.ws());
    }

    /** What the last SMS to this number said. */
    String codeSentTo(PhoneNumber number) {
        List<FakeSms> texts = servers.sms().texts(number);
        return SmsCode.in(texts.get(texts.size() - 1).text())
                .orElseThrow(() -> new StoryFailedException("the SMS has a code of six digits in it"));
    }

    /** From now on a push to this phone starts its app in the background, as an operating system does. */
    void letPushesWake(DemoPhone phone) throws InterruptedException {
        String token = token(phone.number());
        phone.registerPush(PushToken.fcm(token, "org.example.demo"));
        servers.pushes().listen(push -> {
            if (push.token().equals(token)) {
                background.execute(phone::wake);
            }
        });
    }

    /** Waits longer than the grace, and answers whether no other push comes meanwhile. */
    boolean pushesNoMore(PhoneNumber number) throws InterruptedException {
        int before = pushesTo(number);
        CountDownLatch another = new CountDownLatch(1);
        servers.pushes().listen(push -> {
            if (push.token().equals(token(number))) {
                another.countDown();
            }
        });
        return !another.await(DemoServers.WAKE_UPS.grace().plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)
                && pushesTo(number) == before;
    }

    private static String token(PhoneNumber number) {
        return "demo-" + number.digits();
    }

    /** How many pushes a number has got. */
    int pushesTo(PhoneNumber number) {
        return servers.pushes().pushes(number).size();
    }

    void restartBroker() {
        servers.restartBroker();
    }

    /** Registers a number without SMS, as an operator does for devices; answers its credential. */
    String provision(PhoneNumber number) throws InterruptedException, IOException {
        String token = Files.readString(servers.operatorTokenFile()).strip();
        return new OperatorClient(servers.http(), token, servers.certificateAuthority())
                .createAccounts(List.of(number))
                .get(0)
                .path("credential")
                .asText();
    }

    /**
     * Publishes as a device that speaks plain MQTT, which an operator has provisioned.
     *
     * @return the reason code of the PUBACK
     */
    int publishAsProvisionedDevice(String topic) throws InterruptedException {
        try {
            String credential = provision(DEVICE);
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUserName(DEVICE.digits());
            options.setPassword(credential.getBytes(StandardCharsets.US_ASCII));
            trust().map(TrustFile::context).map(SSLContext::getSocketFactory).ifPresent(options::setSocketFactory);
            String scheme = trust().isPresent() ? "ssl://" : "tcp://";
            MqttClient device =
                    new MqttClient(scheme + servers.mqtt().getAuthority(), DEVICE.digits(), new MemoryPersistence());
            try {
                device.connect(options);
                IMqttToken publishing = device.getTopic(topic).publish(new MqttMessage(new byte[16], 1, false, null));
                publishing.waitForCompletion();
                return publishing.getReasonCodes()[0];
            } finally {
                device.disconnectForcibly(0, 1, false);
                device.close();
            }
        } catch (MqttException | IOException e) {
            throw new StoryFailedException("a provisioned device can connect and publish", e);
        }
    }

    @Override
    public void close() {
        background.shutdownNow();
        cast.forEach(DemoPhone::close);
        servers.close();
    }
}
