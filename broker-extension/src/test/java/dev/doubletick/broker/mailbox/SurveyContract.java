package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What a look through all mailboxes finds, and that services have no limit. */
interface SurveyContract extends ContractTest {

    private List<WaitingMail> found() {
        Queue<WaitingMail> found = new ConcurrentLinkedQueue<>();
        get(mailbox().survey(found::add));
        return List.copyOf(found);
    }

    @Test
    default void aSurveyFindsTheMessagesThatMayCauseAPush() {
        Instant first = box().clock().instant();
        box().store(message(BOB, ALICE, id(1, 1), "first", first));
        box().clock().advance(Duration.ofMinutes(1));
        Instant second = box().clock().instant();
        box().store(message(BOB, ALICE, id(1, 2), "second", second));
        box().store(message(phone(7), ALICE, id(1, 3), "for another", second));
        box().restart();

        Duration month = Duration.ofDays(30);
        assertThat(found())
                .containsExactlyInAnyOrder(
                        new WaitingMail(BOB, first, second.plus(month)),
                        new WaitingMail(phone(7), second, second.plus(month)));
        assertThat(get(mailbox().waiting(BOB))).contains(new WaitingMail(BOB, first, second.plus(month)));
        assertThat(get(mailbox().waiting(phone(6)))).isEmpty();
    }

    @Test
    default void aSurveyPassesOverWhatCausesNone() {
        Instant now = box().clock().instant();
        Entry.Builder silent = Entry.builder(BOB, EntryKind.MESSAGE, id(1, 1), now)
                .sender(ALICE)
                .payload(ByteBuffer.allocate(1))
                .silent(true);
        box().store(silent.build());
        box().store(Entry.builder(BOB, EntryKind.SEEN, id(1, 2), now)
                .sender(ALICE)
                .build());
        box().store(Entry.builder(MailboxOwner.service("wake"), EntryKind.WAKE_UP, id(1, 3), now)
                .sender(BOB)
                .build());
        box().store(Entry.builder(ALICE, EntryKind.MESSAGE, id(1, 4), now)
                .sender(BOB)
                .expiresAfter(Duration.ofSeconds(1))
                .build());
        box().clock().advance(Duration.ofSeconds(2));

        assertThat(found()).isEmpty();
        assertThat(get(mailbox().waiting(BOB))).isEmpty();
        assertThat(get(mailbox().waiting(ALICE))).isEmpty();
    }

    @Test
    default void nothingWaitsOnceEverythingIsAcknowledged() {
        Lease lease = box().attach(BOB);
        // More than an engine may treat as few.
        for (int n = 0; n < 40; n++) {
            box().store(box().toBob(n));
        }
        List<Held> held = new ArrayList<>(box().readAll(lease));
        Held last = held.remove(held.size() - 1);
        box().acknowledge(lease, held);
        assertThat(get(mailbox().waiting(BOB))).isPresent();

        box().acknowledge(lease, List.of(last));

        assertThat(get(mailbox().waiting(BOB))).isEmpty();
    }

    @Test
    default void aServicesMailboxIsNeverFull() {
        Instant now = box().clock().instant();
        MailboxOwner service = MailboxOwner.service("wake");
        for (int n = 0; n < 2 * MailboxUnderTest.LIMITS.messages(); n++) {
            Entry entry = Entry.builder(service, EntryKind.WAKE_UP, id(0, 0), now)
                    .sender(phone(n))
                    .build();
            box().store(entry);
            assertThat(get(mailbox().append(entry))).isInstanceOf(AppendResult.Duplicate.class);
        }
    }
}
