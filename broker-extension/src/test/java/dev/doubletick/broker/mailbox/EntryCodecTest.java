package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EntryCodecTest {

    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.234Z");

    private static Entry.Builder entry() {
        return Entry.builder(BOB, EntryKind.MESSAGE, id(1, 2), NOW);
    }

    private static Entry full() {
        return entry().sender(ALICE)
                .contentType(Optional.of("text/plain; ü"))
                .payload(ByteBuffer.wrap("some text".getBytes(StandardCharsets.UTF_8)))
                .silent(true)
                .expiresAfter(Duration.ofSeconds(90))
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void everyKindSurvives(EntryKind kind) throws CorruptEntryException {
        Entry entry = Entry.builder(BOB, kind, id(1, 2), NOW).build();
        assertThat(EntryCodec.decode(BOB, EntryCodec.encode(entry))).isEqualTo(entry);
    }

    @Test
    void everyFieldSurvives() throws CorruptEntryException {
        assertThat(EntryCodec.decode(BOB, EntryCodec.encode(full()))).isEqualTo(full());
        Entry bare = entry().idMadeByBroker().build();
        assertThat(EntryCodec.decode(BOB, EntryCodec.encode(bare))).isEqualTo(bare);
        Entry largest =
                entry().payload(ByteBuffer.allocate(Limits.MAX_PAYLOAD_BYTES)).build();
        assertThat(EntryCodec.decode(BOB, EntryCodec.encode(largest))).isEqualTo(largest);
    }

    @Test
    void randomEntriesSurvive() throws CorruptEntryException {
        Random random = new Random(42);
        for (int n = 0; n < 2000; n++) {
            byte[] payload = new byte[random.nextInt(300)];
            random.nextBytes(payload);
            Entry entry = entry().sender(MailboxOwner.service("s".repeat(1 + random.nextInt(60))))
                    .contentType(Optional.of("é".repeat(random.nextInt(400))))
                    .payload(ByteBuffer.wrap(payload))
                    .silent(random.nextBoolean())
                    .expiresAfter(Duration.ofMillis(random.nextInt()))
                    .build();
            byte[] encoded = EntryCodec.encode(entry);
            assertThat(encoded).hasSize(EntryCodec.encodedSize(entry));
            assertThat(EntryCodec.decode(BOB, encoded)).isEqualTo(entry);
        }
    }

    @Test
    void headerIsReadFromTheBeginningAlone() throws CorruptEntryException {
        byte[] encoded = EntryCodec.encode(full());
        byte[] beginning = Arrays.copyOf(encoded, Math.min(encoded.length, EntryCodec.MAX_HEADER_BYTES));
        assertThat(EntryCodec.decodeHeader(ByteBuffer.wrap(beginning)))
                .isEqualTo(new EntryCodec.Header(
                        EntryKind.MESSAGE,
                        Optional.of(ALICE),
                        id(1, 2),
                        full().silent(),
                        NOW.toEpochMilli(),
                        NOW.plusSeconds(90).toEpochMilli()));
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] encoded = EntryCodec.encode(full());
        for (int bit = 0; bit < encoded.length * 8; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(CorruptEntryException.class).isThrownBy(() -> EntryCodec.decode(BOB, flipped));
        }
    }

    @Test
    void everyCutIsFound() {
        byte[] encoded = EntryCodec.encode(full());
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatExceptionOfType(CorruptEntryException.class).isThrownBy(() -> EntryCodec.decode(BOB, cut));
        }
    }

    @Test
    void randomBytesAreCorruptAndNeverAnythingElse() {
        Random random = new Random(43);
        for (int n = 0; n < 50_000; n++) {
            byte[] bytes = new byte[random.nextInt(150)];
            random.nextBytes(bytes);
            if (bytes.length > 2 && random.nextBoolean()) {
                // So that more than the version is looked at.
                bytes[0] = 1;
                bytes[1] = (byte) (1 + random.nextInt(4));
                bytes[2] = (byte) random.nextInt(8);
            }
            assertThatExceptionOfType(CorruptEntryException.class).isThrownBy(() -> EntryCodec.decode(BOB, bytes));
            try {
                EntryCodec.decodeHeader(ByteBuffer.wrap(bytes));
            } catch (CorruptEntryException e) {
                assertThat(e).hasMessageStartingWith("an entry");
            }
        }
    }

    @Test
    void nonsenseUnderARightChecksumIsCorruptOrAnEntryButNeverAnythingElse() {
        Random random = new Random(44);
        int entries = 0;
        for (int n = 0; n < 50_000; n++) {
            byte[] bytes = EntryCodec.encode(full());
            for (int change = 0; change < 3; change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, bytes.length - 4);
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
            try {
                assertThat(EntryCodec.encode(EntryCodec.decode(BOB, bytes))).isEqualTo(bytes);
                entries++;
            } catch (CorruptEntryException e) {
                assertThat(e).hasMessageStartingWith("an entry");
            }
        }
        assertThat(entries).isBetween(1000, 49_000);
    }

    @Test
    void impossibleEntriesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry().payload(ByteBuffer.allocate(Limits.MAX_PAYLOAD_BYTES + 1))
                        .build());
        assertThatIllegalArgumentException().isThrownBy(() -> entry().contentType(Optional.of("x".repeat(65_536)))
                .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Entry(
                        BOB,
                        EntryKind.MESSAGE,
                        Optional.empty(),
                        MessageId.ofBytes(new byte[16]),
                        true,
                        Optional.empty(),
                        ByteBuffer.allocate(0),
                        false,
                        NOW.toEpochMilli(),
                        NOW.plus(Duration.ofDays(30)).toEpochMilli() + 1));
    }

    @Test
    void expiryIsCappedAtThirtyDays() {
        assertThat(entry().expiresAfter(Duration.ofDays(400)).build().expiresAt())
                .isEqualTo(NOW.plus(Duration.ofDays(30)).toEpochMilli());
    }

    @Test
    void payloadCannotBeMovedByOneReaderForAnother() {
        Entry entry = full();
        entry.payload().position(3);
        assertThat(entry.payload().remaining()).isEqualTo(9);
        assertThat(entry.payload().isReadOnly()).isTrue();
    }
}
