package dev.doubletick.sample.phones.handset;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.sample.phones.app.UiThread;
import dev.doubletick.sample.phones.network.MqttNetwork;
import dev.doubletick.sample.phones.server.FakeServices;
import dev.doubletick.sample.wording.PhoneBook;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * What all phones share.
 *
 * @param http the registration service
 * @param trust whom phones believe; empty: whom Java believes
 * @param mqtt the way to the broker
 * @param texts where text messages come from
 * @param contacts who is in everybody's address book
 */
public record Surroundings(
        URI http,
        Optional<TrustFile> trust,
        MqttNetwork mqtt,
        FakeServices texts,
        PhoneBook contacts,
        UiThread ui,
        Clock clock) {}
