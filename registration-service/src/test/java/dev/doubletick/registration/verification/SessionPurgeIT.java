package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.MutableClock;
import dev.doubletick.registration.testing.RecordingSender;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionPurgeIT {

    @Test
    void aSessionIsDeletedHalfAnHourAfterItExpired() throws Exception {
        MutableClock clock = new MutableClock();
        SecureRandom random = new SecureRandom();
        DatabaseConfig config = TestDatabase.create();
        try (Database database = Database.open(config)) {
            Verifications verifications = new Verifications(
                    database.jdbi(),
                    new Accounts(random),
                    new OtpKey(new byte[32]),
                    new RecordingSender(),
                    VerificationPolicy.DEFAULT,
                    clock,
                    random,
                    Runnable::run);
            verifications.request(PhoneNumber.ofE164("+4915112370000")).join();

            clock.advance(Duration.ofMinutes(35));
            assertThat(verifications.purge()).isZero();
            clock.advance(Duration.ofMillis(1));
            assertThat(verifications.purge()).isEqualTo(1);

            assertThat(Sql.column(config, "select phone from verification_session"))
                    .isEmpty();
        }
    }
}
