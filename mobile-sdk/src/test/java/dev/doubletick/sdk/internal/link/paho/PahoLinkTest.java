package dev.doubletick.sdk.internal.link.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.Publication;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a link does without a broker. */
class PahoLinkTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final URI ADDRESS = URI.create("mqtt://broker");
    private static final Account ACCOUNT =
            Account.of(PhoneNumber.ofDigits("4915100000001"), "secret", List.of(ADDRESS));

    /** A transport that fails in one way or another. */
    private abstract static class NoTransport implements Transport {

        @Override
        public InputStream input() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void close() {}
    }

    private final CompletableFuture<LinkException> lost = new CompletableFuture<>();

    private Duration keepAlive = SOON;

    private PahoLink link(Transport transport, Duration step, Duration gather) {
        return new PahoLink(
                ACCOUNT,
                BrokerAddress.of(ADDRESS).orElseThrow(),
                new ConnectPacket(keepAlive, step),
                transport,
                gather,
                new LinkEvents() {
                    @Override
                    public void connected(Link link, int window) {}

                    @Override
                    public void received(Link link, Inbound inbound) {}

                    @Override
                    public void answered(Link link, Publication publication, Answer answer) {}

                    @Override
                    public void probed(Link link) {}

                    @Override
                    public void lost(Link link, LinkException cause) {
                        lost.complete(cause);
                    }
                });
    }

    @Test
    void givesUpWhereTheResolverHangs() {
        CountDownLatch resolved = new CountDownLatch(1);
        PahoLink link = link(
                new NoTransport() {
                    @Override
                    public void connect() throws IOException {
                        try {
                            resolved.await();
                        } catch (InterruptedException e) {
                            throw new InterruptedIOException();
                        }
                    }
                },
                Duration.ofMillis(50),
                Duration.ZERO);

        link.connect();

        assertThat(lost).succeedsWithin(SOON).satisfies(cause -> assertThat(cause)
                .hasMessageContaining("in time"));
        resolved.countDown();
        assertThat(link.close()).succeedsWithin(SOON);
    }

    @Test
    void anErrorOfTheTransportIsALostConnection() {
        PahoLink link = link(
                new NoTransport() {
                    @Override
                    public void connect() {
                        throw new AssertionError("on purpose");
                    }
                },
                SOON,
                Duration.ZERO);

        link.connect();

        assertThat(lost).succeedsWithin(SOON).satisfies(cause -> assertThat(cause)
                .hasRootCauseInstanceOf(AssertionError.class));
        assertThat(link.close()).succeedsWithin(SOON);
    }

    @Test
    void whatPahoDoesNotLikeIsALostConnection() {
        keepAlive = Duration.ofSeconds(-1);
        PahoLink link = link(
                new NoTransport() {
                    @Override
                    public void connect() {}
                },
                SOON,
                Duration.ZERO);

        link.connect();

        assertThat(lost).succeedsWithin(SOON).satisfies(cause -> assertThat(cause)
                .hasRootCauseInstanceOf(IllegalArgumentException.class));
        assertThat(link.close()).as("without waiting for what did not start").succeedsWithin(Duration.ofSeconds(2));
    }

    @Test
    void anAcknowledgementAfterTheEndComesToNothing() {
        PahoLink link = link(
                new NoTransport() {
                    @Override
                    public void connect() {}
                },
                SOON,
                Duration.ofSeconds(2));
        assertThat(link.close()).succeedsWithin(SOON);

        assertThatCode(() -> link.acknowledge(1)).doesNotThrowAnyException();
    }
}
