package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.Entry;
import org.junit.jupiter.api.Test;

class ForwarderTest {

    private final ForwarderFixture bob = new ForwarderFixture();

    @Test
    void tellsOthersOfReceiptsOnlyOutsideOfItsMonitor() {
        bob.connect(false);
        Entry message = bob.message("hello");
        bob.send(bob.handed.get(0));

        bob.acknowledge(bob.handed.get(0));
        bob.runDue();

        assertThat(bob.toldUnderMonitor).isFalse();
        assertThat(bob.told)
                .singleElement()
                .extracting(Acknowledged.Receipt::entry)
                .extracting(Entry::id)
                .isEqualTo(message.id());
    }
}
