package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Position;
import java.util.Optional;

/** A position here is a number that one store-wide counter gave out: ascending in each mailbox, with gaps. */
record SequencePosition(long sequence) implements Position {

    /** The position, unless the sequence is 0 for unknown. */
    static Optional<Position> known(long sequence) {
        return sequence == 0 ? Optional.empty() : Optional.of(new SequencePosition(sequence));
    }

    static long sequenceOf(Position position) {
        if (position instanceof SequencePosition own) {
            return own.sequence;
        }
        throw new IllegalArgumentException("this position is of another mailbox engine");
    }

    @Override
    public int compareTo(Position other) {
        return Long.compare(sequence, sequenceOf(other));
    }
}
