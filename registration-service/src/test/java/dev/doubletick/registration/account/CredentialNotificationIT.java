package dev.doubletick.registration.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What brokers rely on: every change of a credential is announced on the channel doubletick_account. */
class CredentialNotificationIT {

    @Test
    void everyNewCredentialIsAnnouncedWithItsNumber() throws Exception {
        try (TestService service = TestService.start();
                Connection broker = Sql.connect(service.database);
                Statement statement = broker.createStatement()) {
            statement.execute("listen doubletick_account");
            String phone = "+4915112380000";

            assertThat(service.guess(service.verification(phone), service.sender.lastCode(phone))
                            .status())
                    .isEqualTo(200);
            assertThat(service.createAccounts("{\"phones\":[\"+9900000001\",\"" + phone + "\"]}")
                            .status())
                    .isEqualTo(200);

            List<String> announced = new ArrayList<>();
            await().untilAsserted(() -> {
                announced.addAll(poll(broker));
                assertThat(announced).containsExactlyInAnyOrder(phone, "+9900000001", phone);
            });
        }
    }

    @Test
    void aWrongCodeAnnouncesNothing() throws Exception {
        try (TestService service = TestService.start();
                Connection broker = Sql.connect(service.database);
                Statement statement = broker.createStatement()) {
            statement.execute("listen doubletick_account");
            String phone = "+4915112380001";
            String id = service.verification(phone);

            service.guess(id, service.wrongCode(phone)).isProblem(403, "wrong-code");
            // Announced in order of commit, so nothing before this one is still to come.
            Sql.execute(service.database, "notify doubletick_account, 'end'");

            List<String> announced = new ArrayList<>();
            await().untilAsserted(() -> {
                announced.addAll(poll(broker));
                assertThat(announced).containsExactly("end");
            });
        }
    }

    private static List<String> poll(Connection connection) throws SQLException {
        List<String> payloads = new ArrayList<>();
        PGNotification[] notifications = connection.unwrap(PGConnection.class).getNotifications(100);
        if (notifications != null) {
            for (PGNotification notification : notifications) {
                payloads.add(notification.getParameter());
            }
        }
        return payloads;
    }
}
