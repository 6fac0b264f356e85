package dev.doubletick.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {

    private static final PhoneNumber ALICE = PhoneNumber.ofDigits("4915112345678");

    private final SettableClock clock = new SettableClock();
    private final ManualThread thread = new ManualThread(clock);
    private final Map<PhoneNumber, Watcher> connected = new HashMap<>();
    private final List<Instant> written = new ArrayList<>();

    @BeforeEach
    void start() {
        LastSeen lastSeen = new LastSeen() {
            @Override
            public CompletableFuture<Optional<Instant>> find(PhoneNumber phone) {
                return CompletableFuture.completedFuture(Optional.empty());
            }

            @Override
            public void record(PhoneNumber phone, Instant at) {
                written.add(at);
            }

            @Override
            public void forget(PhoneNumber phone) {
                throw new UnsupportedOperationException("it deletes nothing");
            }
        };
        new SignsOfLife(thread, connected, lastSeen, clock).start();
    }

    private void connect(PhoneNumber phone) {
        connected.put(phone, new Watcher(phone, 1));
    }

    @Test
    void aPhoneThatStaysConnectedIsWrittenTwiceADay() {
        connect(ALICE);

        for (int n = 0; n < 6 * 24; n++) {
            thread.advance(SignsOfLife.INTERVAL);
        }

        assertThat(written).hasSize(2);
    }

    @Test
    void aPhoneThatIsBackAfterALongTimeIsWrittenSoon() {
        thread.advance(SignsOfLife.AGAIN_AFTER);
        assertThat(written).isEmpty();

        connect(ALICE);
        thread.advance(SignsOfLife.INTERVAL);

        assertThat(written).containsExactly(clock.instant());
    }

    @Test
    void whatIsTooMuchAtATimeComesNextTime() {
        for (int n = 0; n <= SignsOfLife.MOST; n++) {
            connect(PhoneNumber.ofDigits(Integer.toString(20_000_000 + n)));
        }

        thread.advance(SignsOfLife.INTERVAL);
        assertThat(written).hasSize(SignsOfLife.MOST);
        thread.advance(SignsOfLife.INTERVAL);
        assertThat(written).hasSize(SignsOfLife.MOST + 1);
    }
}
