package dev.doubletick.registration.verification.sender.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SMPP with an SMSC whose certificate names localhost. */
@Timeout(20)
class SmppTlsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final HeldCertificate CERTIFICATE =
            new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    private static final HandshakeCertificates TRUSTING = new HandshakeCertificates.Builder()
            .addTrustedCertificate(CERTIFICATE.certificate())
            .build();
    private static final HandshakeCertificates STRANGER = new HandshakeCertificates.Builder()
            .addTrustedCertificate(new HeldCertificate.Builder().build().certificate())
            .build();

    private Smsc smsc;

    @BeforeEach
    void start() throws IOException {
        HandshakeCertificates held =
                new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();
        smsc = new Smsc(
                held.sslContext().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    @AfterEach
    void stop() throws IOException {
        smsc.close();
    }

    private static SmppSender sender(String host, int port, HandshakeCertificates trust) {
        return new SmppSender(
                new SmppConfig(host, port, true, "doubletick", Smsc.PASSWORD, "", "Doubletick", TIMEOUT),
                trust.sslSocketFactory());
    }

    private static CompletableFuture<Void> send(SmppSender sender) {
        return sender.send(new VerificationMessage(
                PhoneNumber.ofE164("+4915112345678"), Channel.SMS, "123456", "Your code is 123456.", Locale.ENGLISH));
    }

    @Test
    void textsGoToAnSmscThatProvesItsName() {
        try (SmppSender sender = sender("localhost", smsc.port(), TRUSTING)) {
            send(sender).join();
            send(sender).join();
        }

        assertThat(smsc.binds()).isEqualTo(1);
        assertThat(smsc.submitted()).hasSize(2);
        assertThat(new String(smsc.submitted().get(0).getShortMessage(), StandardCharsets.US_ASCII))
                .isEqualTo("Your code is 123456.");
    }

    @Test
    void aCertificateOfNobodyKnownIsNotTrusted() {
        try (SmppSender sender = sender("localhost", smsc.port(), STRANGER)) {
            assertThatThrownBy(send(sender)::join)
                    .hasMessageContaining("the SMSC localhost:" + smsc.port() + " is not trusted")
                    .hasMessageContaining("certification path");
        }
        assertThat(smsc.binds()).isZero();
    }

    @Test
    void aCertificateForAnotherHostIsNotTrusted() {
        try (SmppSender sender = sender("127.0.0.1", smsc.port(), TRUSTING)) {
            assertThatThrownBy(send(sender)::join)
                    .hasMessageContaining("the SMSC 127.0.0.1:" + smsc.port() + " is not trusted")
                    .hasMessageContaining("127.0.0.1 found");
        }
        assertThat(smsc.binds()).isZero();
    }

    @Test
    void anSmscWithoutTlsIsToldNoPassword() throws IOException {
        try (Smsc plain = new Smsc();
                SmppSender sender = sender("localhost", plain.port(), TRUSTING)) {
            assertThatThrownBy(send(sender)::join).hasCauseInstanceOf(IOException.class);

            assertThat(plain.binds()).isZero();
        }
    }

    @Test
    void anSmscThatHangsInTheHandshakeFailsAfterTheTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SmppSender sender = sender("localhost", silent.getLocalPort(), TRUSTING)) {
            assertThat(send(sender)).failsWithin(TIMEOUT.multipliedBy(2));
        }
    }
}
