package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.MailboxOwner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;

/** Removes what was delivered and makes the receipts for it, in one commit. */
final class AcknowledgeSubmission extends Submission<Acknowledged> {

    private final LocalLease lease;
    private final List<Delivered> delivered;
    private final Set<ReceiptDraft> drafts = new LinkedHashSet<>(2);
    private int removed;

    AcknowledgeSubmission(LocalLease lease, List<Delivered> delivered) {
        this.lease = lease;
        this.delivered = delivered;
    }

    private record Removal(Slot slot, Delivered delivery, Optional<OwnerState> receiptTo) {}

    @Override
    long bytes() {
        return super.bytes() + 64L * delivered.size();
    }

    @Override
    void stage(GroupCommit commit) throws RocksDBException {
        lease.requireValid();
        OwnerState owner = commit.owner(lease.owner());
        List<Removal> removals = new ArrayList<>(delivered.size());
        Set<Long> seen = new HashSet<>();
        for (Delivered delivery : delivered) {
            long sequence = SequencePosition.sequenceOf(delivery.position());
            Optional<Slot> slot = commit.find(owner, sequence).filter(s -> s.id().equals(delivery.id()));
            if (slot.isPresent() && seen.add(sequence)) {
                removals.add(new Removal(slot.get(), delivery, sender(commit, delivery)));
            }
        }
        for (Removal removal : removals) {
            commit.remove(owner, removal.slot());
            removal.receiptTo()
                    .ifPresent(sender ->
                            drafts.add(commit.receipt(sender, removal.delivery().id())));
        }
        removed = removals.size();
    }

    private static Optional<OwnerState> sender(GroupCommit commit, Delivered delivery) throws RocksDBException {
        Optional<MailboxOwner> sender = delivery.receiptTo();
        return sender.isPresent() ? Optional.of(commit.owner(sender.get())) : Optional.empty();
    }

    @Override
    Acknowledged result() {
        return new Acknowledged(
                removed, drafts.stream().map(ReceiptDraft::toReceipt).toList());
    }
}
