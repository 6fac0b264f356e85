package dev.doubletick.registration.push.fake;

import dev.doubletick.registration.http.HttpServer;
import java.net.URI;
import java.time.Clock;

/** All of them, each reachable as the real one is. */
public final class FakeProviders implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final ReceivedPushes pushes;
    private final FakeApns apns;
    private final FakeFcm fcm;
    private final FakeWebPush webPush;
    private final HttpServer http;

    private FakeProviders(ReceivedPushes pushes, FakeApns apns, FakeFcm fcm, FakeWebPush webPush, HttpServer http) {
        this.pushes = pushes;
        this.apns = apns;
        this.fcm = fcm;
        this.webPush = webPush;
        this.http = http;
    }

    /** Starts them on free ports. */
    public static FakeProviders start(Clock clock) {
        ReceivedPushes pushes = new ReceivedPushes(clock);
        FakeFcm fcm = new FakeFcm(pushes);
        FakeWebPush webPush = new FakeWebPush(pushes);
        FakeApns apns = FakeApns.start(pushes);
        try {
            HttpServer http = HttpServer.startBare(HOST, 0, (routes, executor) -> {
                fcm.install(routes);
                webPush.install(routes);
            });
            return new FakeProviders(pushes, apns, fcm, webPush, http);
        } catch (RuntimeException e) {
            apns.close();
            throw e;
        }
    }

    /** What they have accepted. */
    public ReceivedPushes pushes() {
        return pushes;
    }

    public FakeApns apns() {
        return apns;
    }

    public FakeFcm fcm() {
        return fcm;
    }

    public FakeWebPush webPush() {
        return webPush;
    }

    /** Where FCM and Web Push are. */
    public URI http() {
        return URI.create("http://" + HOST + ":" + http.port());
    }

    @Override
    public void close() {
        http.close();
        apns.close();
    }
}
