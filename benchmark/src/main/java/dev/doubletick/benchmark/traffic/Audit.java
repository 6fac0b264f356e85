package dev.doubletick.benchmark.traffic;

import java.util.List;

/** Compares what was promised with what came. Reads all phones' state: after a barrier only. */
final class Audit {

    private Audit() {}

    static Findings delivery(List<Phone> phones, Totals totals) {
        long lost = 0;
        long unreceipted = 0;
        for (Phone sender : phones) {
            Outbox outbox = sender.outbox();
            if (outbox == null) {
                continue;
            }
            for (int number = 0; number < outbox.sent(); number++) {
                boolean received = sender.arrivals().contains(number);
                if (!received && outbox.isOwed(number)) {
                    lost++;
                }
                if (received && !outbox.isReceipted(number)) {
                    unreceipted++;
                }
            }
        }
        return findings(phones, totals, lost, unreceipted);
    }

    static Findings deposit(List<Phone> phones, Totals totals) {
        return findings(phones, totals, 0, 0);
    }

    private static Findings findings(List<Phone> phones, Totals totals, long lost, long unreceipted) {
        return new Findings(
                lost,
                totals.duplicates.sum(),
                totals.outOfOrder.sum(),
                totals.misaddressed.sum(),
                unanswered(phones),
                unreceipted,
                totals.repeatedTicks.sum(),
                totals.refused.sum(),
                totals.connectionsLost.sum(),
                totals.strangers.sum(),
                totals.reasons());
    }

    private static long unanswered(List<Phone> phones) {
        long count = 0;
        for (Phone sender : phones) {
            Outbox outbox = sender.outbox();
            for (int number = 0; outbox != null && number < outbox.sent(); number++) {
                if (outbox.isUnanswered(number)) {
                    count++;
                }
            }
        }
        return count;
    }
}
