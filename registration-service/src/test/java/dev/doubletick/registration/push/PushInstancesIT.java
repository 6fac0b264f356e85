package dev.doubletick.registration.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import dev.doubletick.registration.push.delivery.WakeUpConsumer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several instances of the push service share the work, come and go. */
class PushInstancesIT extends PushServiceSetUp {

    @Test
    void severalInstancesPushEachPhoneOnceAlsoWhenOneGoes() throws Exception {
        PushService first = service();
        service();
        List<PhoneNumber> undisturbed = sendTo(30);
        await().untilAsserted(() -> pushedOnce(undisturbed));

        // Pushed, but not yet acknowledged when its instance goes: pushed again by another. Never not at all.
        List<PhoneNumber> inFlight = sendTo(30);
        await().until(() -> inFlight.stream()
                .anyMatch(phone -> !fakes.pushes().to(List.of(token(phone))).isEmpty()));
        first.close();
        List<PhoneNumber> afterwards = sendTo(10);

        await().untilAsserted(() -> assertThat(inFlight)
                .allSatisfy(phone -> assertThat(pushes(phone)).isBetween(1, 2)));
        await().untilAsserted(() -> pushedOnce(afterwards));
        await().during(Duration.ofSeconds(1)).untilAsserted(() -> {
            pushedOnce(undisturbed);
            pushedOnce(afterwards);
        });
    }

    /** Each of its connections leaves some when it ends, which the broker gives to those that have not ended yet. */
    @Test
    void anInstanceThatGoesPushesEachPhoneOnceHoweverManyConnectionsItHas() throws Exception {
        fakes.fcm().holdAnswers();
        PushService only = service();
        List<PhoneNumber> phones = sendTo(40);
        await().untilAsserted(() -> pushedOnce(phones));

        only.close();

        pushedOnce(phones);
        service();
        // What was put off meanwhile, because the provider is slow, is not the broker's any more.
        List<PhoneNumber> afterwards = sendTo(1);
        await().untilAsserted(() -> pushedOnce(afterwards));
        assertThat(phones).allSatisfy(phone -> assertThat(pushes(phone)).isBetween(1, 2));
    }

    @Test
    void whatAConnectionHasBegunIsFinishedBeforeItEndsAndNobodyElseGetsIt() throws Exception {
        CompletableFuture<Void> pushed = new CompletableFuture<>();
        List<String> begun = new CopyOnWriteArrayList<>();
        List<String> begunElsewhere = new CopyOnWriteArrayList<>();
        PhoneNumber bob = away();
        PhoneNumber carol = away();
        PhoneNumber dave = away();
        try (WakeUpConsumer going = consumer("going", begun, pushed);
                WakeUpConsumer staying = consumer("staying", begunElsewhere, CompletableFuture.completedFuture(null))) {
            going.start();
            alice.send(bob, "begun");
            await().until(() -> begun.contains(WakeUpNotice.topic(bob)));

            CompletableFuture<Void> finished = going.finish();
            assertThat(finished).isNotDone();
            alice.send(carol, "comes when it is going");
            pushed.complete(null);
            finished.get(10, TimeUnit.SECONDS);
            going.close();

            staying.start();
            alice.send(dave, "comes when it has gone");
            // What it would have left would have come first.
            await().until(() -> begunElsewhere.size() >= 2);
            assertThat(begunElsewhere).containsExactlyInAnyOrder(WakeUpNotice.topic(carol), WakeUpNotice.topic(dave));
            assertThat(begun).containsExactly(WakeUpNotice.topic(bob));
        }
    }

    @Test
    void whatAConnectionLeavesIsNotBegunByAnotherOfTheSameInstance() throws Exception {
        CompletableFuture<Void> acknowledged = CompletableFuture.completedFuture(null);
        List<String> first = new CopyOnWriteArrayList<>();
        List<String> second = new CopyOnWriteArrayList<>();
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        try (WakeUpConsumer going = consumer("going-0", first, new CompletableFuture<>());
                WakeUpConsumer goingToo = consumer("going-1", second, acknowledged);
                WakeUpConsumer staying = consumer("stays", elsewhere, acknowledged)) {
            going.start();
            sendTo(1);
            await().until(() -> first.size() == 1);
            // The broker sends a connection more only when it has acknowledged all: this one is open to what the other
            // leaves.
            goingToo.start();
            await().until(() -> {
                sendTo(1);
                return !second.isEmpty();
            });

            assertThat(going.finish()).isNotDone();
            goingToo.finish().get(10, TimeUnit.SECONDS);
            List<String> its = List.copyOf(second);
            going.close();
            await().during(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(second).isEqualTo(its));
            goingToo.close();

            staying.start();
            await().untilAsserted(() -> assertThat(elsewhere).containsAll(first));
            assertThat(second).isEqualTo(its).doesNotContainAnyElementsOf(first);
        }
    }

    private static WakeUpConsumer consumer(String name, List<String> begun, CompletableFuture<Void> over) {
        return new WakeUpConsumer(
                URI.create("mqtt://127.0.0.1:" + broker.mqttPort()),
                CREDENTIAL,
                name,
                (topic, payload) -> {
                    begun.add(topic);
                    return over;
                },
                Optional.empty());
    }
}
