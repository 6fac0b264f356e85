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
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Removes what was delivered and makes the receipts for it, in one commit. */
final class AcknowledgeSubmission extends Submission<Acknowledged> {

    private final LocalLease lease;
    private final List<Delivered> delivered;
    private List<ReceiptDraft> drafts = List.of();
    private int removed;

    AcknowledgeSubmission(LocalLease lease, List<Delivered> delivered) {
        this.lease = lease;
        this.delivered = delivered;
    }

    private record Removal(
            Slot slot, Delivered delivery, @Nullable OwnerState receiptTo) {}

    @Override
    long bytes() {
        return super.bytes() + 64L * delivered.size();
    }

    @Override
    void stage(GroupCommit commit) throws RocksDBException {
        lease.requireValid();
        OwnerState owner = commit.owner(lease.owner());
        if (delivered.size() == 1) {
            stageOne(commit, owner, delivered.get(0));
        } else {
            stageMany(commit, owner);
        }
    }

    /** As {@link #stageMany}; nearly all are of this kind. */
    private void stageOne(GroupCommit commit, OwnerState owner, Delivered delivery) throws RocksDBException {
        Optional<Slot> slot = held(commit, owner, delivery);
        if (slot.isEmpty()) {
            return;
        }
        OwnerState sender = sender(commit, delivery);
        commit.remove(owner, slot.get());
        removed = 1;
        if (sender != null) {
            drafts = List.of(commit.receipt(sender, delivery.id()));
        }
    }

    private void stageMany(GroupCommit commit, OwnerState owner) throws RocksDBException {
        List<Removal> removals = new ArrayList<>(delivered.size());
        Set<Long> seen = new HashSet<>();
        for (Delivered delivery : delivered) {
            Optional<Slot> slot = held(commit, owner, delivery);
            if (slot.isPresent() && seen.add(slot.get().sequence())) {
                removals.add(new Removal(slot.get(), delivery, sender(commit, delivery)));
            }
        }
        Set<ReceiptDraft> filled = new LinkedHashSet<>(2);
        for (Removal removal : removals) {
            commit.remove(owner, removal.slot());
            OwnerState sender = removal.receiptTo();
            if (sender != null) {
                filled.add(commit.receipt(sender, removal.delivery().id()));
            }
        }
        removed = removals.size();
        drafts = List.copyOf(filled);
    }

    private static Optional<Slot> held(GroupCommit commit, OwnerState owner, Delivered delivery)
            throws RocksDBException {
        Optional<Slot> slot = commit.find(owner, SequencePosition.sequenceOf(delivery.position()));
        return slot.isPresent() && slot.get().id().equals(delivery.id()) ? slot : Optional.empty();
    }

    private static @Nullable OwnerState sender(GroupCommit commit, Delivered delivery) throws RocksDBException {
        Optional<MailboxOwner> sender = delivery.receiptTo();
        return sender.isPresent() ? commit.owner(sender.get()) : null;
    }

    @Override
    Acknowledged result() {
        List<Acknowledged.Receipt> receipts = drafts.size() == 1
                ? List.of(drafts.get(0).toReceipt())
                : drafts.stream().map(ReceiptDraft::toReceipt).toList();
        return new Acknowledged(removed, receipts);
    }
}
