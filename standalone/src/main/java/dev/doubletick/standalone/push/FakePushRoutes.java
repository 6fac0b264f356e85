package dev.doubletick.standalone.push;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.push.fake.ReceivedPushes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * What the fake providers have accepted, oldest first: {@code GET /fake/push?phone=+49…} of one phone number, and
 * {@code GET /fake/pushes?after=N} of all, without the first N, for whoever wants to follow them.
 */
public final class FakePushRoutes {

    private FakePushRoutes() {}

    /** The answer to {@code GET /fake/pushes}: {@code next} is what to ask for next. */
    record Followed(long next, List<Push> pushes) {
        record Push(String platform, String token, Instant receivedAt) {}

        static Followed of(ReceivedPushes.Page page) {
            return new Followed(
                    page.next(),
                    page.pushes().stream()
                            .map(push -> new Push(push.platform(), push.token(), push.receivedAt()))
                            .toList());
        }
    }

    /**
     * Adds the routes.
     *
     * @param phone reads the parameter of that name
     */
    public static void install(RoutesConfig routes, FakePushes pushes, Function<Context, PhoneNumber> phone) {
        routes.get("/fake/push", ctx -> ctx.json(pushes.pushes(phone.apply(ctx))));
        routes.get("/fake/pushes", ctx -> {
            long after = ctx.queryParamAsClass("after", Long.class).getOrDefault(0L);
            ctx.json(Followed.of(pushes.after(after)));
        });
    }
}
