package dev.doubletick.protocol.content;

import dev.doubletick.protocol.MessageId;
import java.time.Duration;
import java.util.Objects;

/**
 * What a message says: exactly one of the classes in here. Immutable values; none prints what people wrote.
 *
 * <p>{@link Text}, {@link Location}, {@link Timer}, {@link Deleted} and {@link Unknown} are messages that a person sees.
 * {@link Reaction}, {@link Edit} and {@link Delete} {@linkplain #isChange() change} another message and are not seen
 * themselves.
 */
public abstract class Body {

    private Body() {}

    /** Whether this changes another message, and is none to be shown. */
    public boolean isChange() {
        return false;
    }

    /** The name of the kind: what people wrote does not belong in logs. */
    @Override
    public String toString() {
        return getClass().getSimpleName();
    }

    /** Something written. */
    public static final class Text extends Body {

        private final String text;

        public Text(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Text && text.equals(((Text) o).text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** A place on earth. */
    public static final class Location extends Body {

        private final double latitude;
        private final double longitude;
        private final float accuracy;
        private final String name;

        /**
         * @param latitude degrees, WGS 84, north positive
         * @param longitude degrees, WGS 84, east positive
         * @param accuracy radius in metres; 0 if unknown
         * @param name what the place is called; may be empty
         * @throws IllegalArgumentException if there is no such place, or the name has more than {@link
         *     ContentCodec#MAX_NAME_BYTES} bytes
         */
        public Location(double latitude, double longitude, float accuracy, String name) {
            // Written so that NaN is refused, too.
            if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) {
                throw new IllegalArgumentException("a latitude is within 90, a longitude within 180 degrees");
            }
            if (!(accuracy >= 0) || Float.isInfinite(accuracy)) {
                throw new IllegalArgumentException("an accuracy is a number of metres");
            }
            ContentCodec.checkLength("a name", name, ContentCodec.MAX_NAME_BYTES);
            this.latitude = latitude;
            this.longitude = longitude;
            this.accuracy = accuracy;
            this.name = name;
        }

        /** Degrees, WGS 84, north positive. */
        public double latitude() {
            return latitude;
        }

        /** Degrees, WGS 84, east positive. */
        public double longitude() {
            return longitude;
        }

        /** Radius in metres; 0 if unknown. */
        public float accuracy() {
            return accuracy;
        }

        /** What the place is called; may be empty. */
        public String name() {
            return name;
        }

        @Override
        public boolean equals(Object o) {
            if (!(o instanceof Location)) {
                return false;
            }
            Location other = (Location) o;
            return Double.compare(latitude, other.latitude) == 0
                    && Double.compare(longitude, other.longitude) == 0
                    && Float.compare(accuracy, other.accuracy) == 0
                    && name.equals(other.name);
        }

        @Override
        public int hashCode() {
            return Objects.hash(latitude, longitude, accuracy, name);
        }
    }

    /** From here on the messages of the conversation disappear, or do not. */
    public static final class Timer extends Body {

        private final Duration expiresAfter;
        private final long revision;

        /**
         * @param expiresAfter whole seconds; zero: messages stay
         * @param revision one more than that of the last change that the sender knows of, at most 2^32 - 1
         * @throws IllegalArgumentException if either is out of bounds
         */
        public Timer(Duration expiresAfter, long revision) {
            if (revision < 0 || revision > 0xFFFF_FFFFL) {
                throw new IllegalArgumentException("a revision has 32 bits");
            }
            this.expiresAfter = ContentCodec.checkTimer(expiresAfter);
            this.revision = revision;
        }

        /** How long messages stay after they were sent, or read; zero: for good. */
        public Duration expiresAfter() {
            return expiresAfter;
        }

        /** Which of two changes counts: the one with the higher revision. */
        public long revision() {
            return revision;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Timer
                    && expiresAfter.equals(((Timer) o).expiresAfter)
                    && revision == ((Timer) o).revision;
        }

        @Override
        public int hashCode() {
            return Objects.hash(expiresAfter, revision);
        }
    }

    /** The sender's one reaction to a message, in place of any earlier one. */
    public static final class Reaction extends Body {

        private final Reference target;
        private final String emoji;

        /**
         * @param emoji empty: the reaction is taken back
         * @throws IllegalArgumentException if it has more than {@link ContentCodec#MAX_EMOJI_BYTES} bytes
         */
        public Reaction(Reference target, String emoji) {
            ContentCodec.checkLength("an emoji", emoji, ContentCodec.MAX_EMOJI_BYTES);
            this.target = target;
            this.emoji = emoji;
        }

        public Reference target() {
            return target;
        }

        /** Empty: the reaction is taken back. */
        public String emoji() {
            return emoji;
        }

        @Override
        public boolean isChange() {
            return true;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Reaction && target.equals(((Reaction) o).target) && emoji.equals(((Reaction) o).emoji);
        }

        @Override
        public int hashCode() {
            return Objects.hash(target, emoji);
        }
    }

    /** A new text for a message that the sender wrote. */
    public static final class Edit extends Body {

        private final MessageId target;
        private final String text;

        public Edit(MessageId target, String text) {
            this.target = target;
            this.text = text;
        }

        public MessageId target() {
            return target;
        }

        public String text() {
            return text;
        }

        @Override
        public boolean isChange() {
            return true;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Edit && target.equals(((Edit) o).target) && text.equals(((Edit) o).text);
        }

        @Override
        public int hashCode() {
            return Objects.hash(target, text);
        }
    }

    /** A message that the sender wrote is to go from both phones. */
    public static final class Delete extends Body {

        private final MessageId target;

        public Delete(MessageId target) {
            this.target = target;
        }

        public MessageId target() {
            return target;
        }

        @Override
        public boolean isChange() {
            return true;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Delete && target.equals(((Delete) o).target);
        }

        @Override
        public int hashCode() {
            return target.hashCode();
        }
    }

    /** Here was a message that its author deleted for everyone. Never on the wire. */
    public static final class Deleted extends Body {

        public static final Deleted INSTANCE = new Deleted();

        private Deleted() {}
    }

    /** Of a kind that this version does not know, or malformed. The bytes are kept: show "update the app". */
    public static final class Unknown extends Body {

        public static final Unknown INSTANCE = new Unknown();

        private Unknown() {}
    }
}
