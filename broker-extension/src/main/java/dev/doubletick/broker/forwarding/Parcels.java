package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The books on one phone's parcels: which exist, which entries they carry, how many are under way. Guarded by its {@link Forwarder}. */
final class Parcels {

    private static final Duration STUCK = Duration.ofSeconds(20);

    /**
     * Parcels in memory at a time, whether under way, acknowledged but not yet removed from the mailbox, or refused: a phone that
     * refuses everything, or a slow disk, must not bring a whole mailbox into memory.
     */
    static final int MAX_HELD = 4 * Forwarder.WINDOW;

    /** Payloads under way at a time, in bytes, one parcel more or less. The broker's session holds as much again. */
    static final long WINDOW_BYTES = 1 << 20;
    /** Payloads in memory at a time, like {@link #MAX_HELD}. */
    private static final long MAX_HELD_BYTES = 4 * WINDOW_BYTES;

    private final LongSupplier nanoTime;
    private final Map<Long, Parcel> byTag = new HashMap<>();
    private final Map<Position, Parcel> byPosition = new HashMap<>();
    private final Map<Position, Integer> refusals = new HashMap<>();
    /** What the mailbox has forgotten during the read under way, which may find it all the same. */
    private final Set<Position> removed = new HashSet<>();

    /** Starts anywhere: a session that outlives this broker process must not hold tags that mean something else now. */
    private long lastTag = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE / 2);

    private int underway;
    private long underwayBytes;
    private long heldBytes;
    /** When the phone connected, or last answered for a parcel. */
    private long heardOfAt;

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    Parcels(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.heardOfAt = nanoTime.getAsLong();
    }

    /**
     * Makes a parcel of entries that are not in one yet.
     *
     * @param from where in their payload it begins, in bytes
     * @param limit takes at least some of it
     */
    Parcel add(List<Held> entries, int from, PacketLimit limit) {
        Parcel parcel = new Parcel(++lastTag, entries, from, limit, nanoTime.getAsLong());
        byTag.put(parcel.tag(), parcel);
        entries.forEach(held -> byPosition.put(held.position(), parcel));
        underway++;
        underwayBytes += parcel.bytes();
        heldBytes += parcel.bytes();
        return parcel;
    }

    @Nullable
    Parcel get(long tag) {
        return byTag.get(tag);
    }

    boolean contains(Parcel parcel) {
        return byTag.containsKey(parcel.tag());
    }

    boolean isEmpty() {
        return byTag.isEmpty();
    }

    /** How many more there may be at present. */
    int room() {
        return roomBytes() <= 0 ? 0 : Math.min(Forwarder.WINDOW - underway, MAX_HELD - byTag.size());
    }

    /** How many more bytes there may be at present. */
    long roomBytes() {
        return Math.min(WINDOW_BYTES - underwayBytes, MAX_HELD_BYTES - heldBytes);
    }

    /** Whether a read may bring so much that it is worth it: not one entry for each that is acknowledged. */
    boolean worthReading() {
        return underway == 0 || (room() >= Forwarder.WINDOW / 4 && roomBytes() >= WINDOW_BYTES / 4);
    }

    /** Marks one that was under way as no longer so. */
    void ended(Parcel parcel, Parcel.State state) {
        parcel.state(state);
        underway--;
        underwayBytes -= parcel.bytes();
        if (state != Parcel.State.FORGOTTEN) {
            heardOfAt = nanoTime.getAsLong();
        }
    }

    void forget(Parcel parcel) {
        if (parcel.underway()) {
            ended(parcel, Parcel.State.FORGOTTEN);
        }
        if (byTag.remove(parcel.tag()) != null) {
            heldBytes -= parcel.bytes();
        }
        parcel.entries().forEach(held -> byPosition.remove(held.position()));
    }

    /** Forgets one that the session did not take, and what it was given after that, so that nothing passes it. */
    boolean forgetFrom(Parcel refused) {
        if (byTag.get(refused.tag()) != refused || refused.state() != Parcel.State.QUEUED) {
            return false;
        }
        List.copyOf(byTag.values()).stream()
                .filter(parcel -> parcel.state() == Parcel.State.QUEUED && parcel.tag() >= refused.tag())
                .forEach(this::forget);
        return true;
    }

    /** The mailbox does not have these any more. */
    void removed(List<Parcel> parcels, boolean duringRead) {
        parcels.forEach(this::forget);
        if (duringRead) {
            parcels.forEach(parcel -> parcel.entries().forEach(held -> removed.add(held.position())));
        }
    }

    /** Of what a read has found, that which no parcel carries. */
    List<Held> fresh(List<Held> found) {
        List<Held> fresh = new ArrayList<>(found.size());
        for (Held held : found) {
            if (!byPosition.containsKey(held.position()) && !removed.contains(held.position())) {
                fresh.add(held);
            }
        }
        removed.clear();
        return fresh;
    }

    /** A new connection: what no session holds is forgotten, what the session goes on with is queued anew. */
    void onConnected(boolean sessionPresent) {
        refusals.clear();
        removed.clear();
        long now = nanoTime.getAsLong();
        heardOfAt = now;
        for (Parcel parcel : List.copyOf(byTag.values())) {
            if (parcel.state() == Parcel.State.REFUSED || (parcel.underway() && !sessionPresent)) {
                forget(parcel);
            } else if (parcel.underway()) {
                parcel.queuedAnew(now);
            }
        }
    }

    /** How often the phone has refused what this parcel carries, during this connection, this time included. */
    int countRefusal(Parcel parcel) {
        return refusals.merge(parcel.entries().get(0).position(), 1, Integer::sum);
    }

    /** Whether messages that may cause a push were handed over, and the phone has acknowledged nothing for so long. */
    boolean isStuck(Duration silence) {
        long since = nanoTime.getAsLong() - silence.toNanos();
        return heardOfAt - since < 0
                && byTag.values().stream().anyMatch(parcel -> parcel.mayPush() && parcel.underwaySince(since));
    }

    /** Forgets what the session should have sent long ago, while the phone kept it waiting for nothing; answers how many. */
    int forgetStuck() {
        if (byTag.values().stream().anyMatch(parcel -> parcel.state() == Parcel.State.SENT)) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        List<Parcel> stuck = byTag.values().stream()
                .filter(parcel -> parcel.queuedLongerThan(STUCK.toNanos(), now))
                .toList();
        stuck.forEach(this::forget);
        return stuck.size();
    }
}
