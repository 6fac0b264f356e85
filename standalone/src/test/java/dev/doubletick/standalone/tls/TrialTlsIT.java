package dev.doubletick.standalone.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.certificates.ServerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTlsIT {

    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private Path folder;

    private TrialTls open(Duration later, String... names) {
        return TrialTls.open(
                folder, List.of(names), Clock.fixed(START.plus(later), ZoneOffset.UTC), new SecureRandom());
    }

    private ServerCertificate certificate(Duration later, String... names) {
        try (TrialTls tls = open(later, names)) {
            return tls.keyStore().read();
        }
    }

    @Test
    void isRenewedThirtyDaysBeforeItsEndByTheSameAuthority() throws IOException {
        ServerCertificate first = certificate(Duration.ZERO);
        assertThat(first.until()).isEqualTo(START.plus(Duration.ofDays(90)));
        String authority = Files.readString(folder.resolve("ca.pem"));

        assertThat(certificate(Duration.ofDays(59))).isEqualTo(first);
        ServerCertificate second = certificate(Duration.ofDays(61));

        assertThat(second.until()).isEqualTo(START.plus(Duration.ofDays(61 + 90)));
        assertThat(folder.resolve("ca.pem")).content().isEqualTo(authority);
    }

    @Test
    void isRenewedForAnotherNameAndInPlaceOfABrokenOne() throws IOException {
        ServerCertificate first = certificate(Duration.ZERO);
        first.requireFor("localhost");
        first.requireFor("::1");

        ServerCertificate second = certificate(Duration.ZERO, "chat.example.org");
        second.requireFor("chat.example.org");
        second.requireFor("127.0.0.1");

        Files.writeString(folder.resolve("server.p12"), "broken");
        certificate(Duration.ZERO, "chat.example.org").requireFor("chat.example.org");
    }
}
