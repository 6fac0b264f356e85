package dev.doubletick.benchmark.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnacknowledgedTest {

    private final Unacknowledged unacknowledged = new Unacknowledged();
    private final List<Integer> accepted = new ArrayList<>();

    @Test
    void acceptsMessagesAsTheServersCountGrows() {
        unacknowledged.other();
        unacknowledged.message(7);
        unacknowledged.message(8);

        acknowledge(1);
        assertThat(accepted).isEmpty();
        acknowledge(2);
        assertThat(accepted).containsExactly(7);
        acknowledge(2);
        acknowledge(3);
        assertThat(accepted).containsExactly(7, 8);
    }

    @Test
    void aCountBeyondWhatWasSentAcceptsNoMore() {
        unacknowledged.message(7);
        acknowledge(5);
        assertThat(accepted).containsExactly(7);
    }

    private void acknowledge(long count) {
        unacknowledged.acknowledge(count, accepted::add);
    }
}
