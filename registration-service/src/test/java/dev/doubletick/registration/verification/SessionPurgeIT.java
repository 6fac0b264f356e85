package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.limit.Limits;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionPurgeIT {

    private static final String PHONE = "+4915112370000";

    @Test
    void aSessionIsDeletedHalfAnHourAfterItExpired() throws Exception {
        try (TestService service = TestService.start();
                Database database = Database.open(service.database)) {
            Verifications verifications = verifications(service, database);
            service.verification(PHONE);

            service.clock.advance(Duration.ofMinutes(35));
            assertThat(verifications.purge()).isZero();
            service.clock.advance(Duration.ofMillis(1));
            assertThat(verifications.purge()).isEqualTo(1);

            assertThat(Sql.column(service.database, "select phone from verification_session"))
                    .isEmpty();
        }
    }

    @Test
    void aSessionThatHoldsTheNextCodeBackIsKept() {
        try (TestService service = TestService.start();
                Database database = Database.open(service.database)) {
            Verifications verifications = verifications(service, database);
            for (int minutes : new int[] {1, 1, 5, 15, 0}) {
                service.verification(PHONE);
                service.clock.advance(Duration.ofMinutes(minutes));
            }

            service.clock.advance(Duration.ofMinutes(59));
            verifications.purge();

            service.requestCode(PHONE).isProblem(429, "too-early");
        }
    }

    @Test
    void limitsThatAreFullAgainAreDeleted() throws Exception {
        try (TestService service = TestService.start();
                Database database = Database.open(service.database)) {
            Limits limits = new Limits(database.jdbi(), new byte[32]);
            service.verification(PHONE);
            assertThat(limits.deleteFull(service.clock.instant())).isZero();

            service.clock.advance(Duration.ofHours(1));
            assertThat(limits.deleteFull(service.clock.instant()))
                    .as("that of the network")
                    .isEqualTo(1);
            service.clock.advance(Duration.ofHours(23));
            assertThat(limits.deleteFull(service.clock.instant())).isEqualTo(3);

            assertThat(Sql.column(service.database, "select name from limit_bucket"))
                    .isEmpty();
        }
    }

    private static Verifications verifications(TestService service, Database database) {
        return new Verifications(
                database.jdbi(),
                new OtpKey(new byte[32]),
                VerificationPolicy.DEFAULT,
                service.clock,
                new SecureRandom());
    }
}
