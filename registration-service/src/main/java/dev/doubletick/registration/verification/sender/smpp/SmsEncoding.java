package dev.doubletick.registration.verification.sender.smpp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A text as the bytes of one or more short messages: in the GSM 7-bit default alphabet (3GPP TS 23.038), one character in a byte, or
 * in UCS-2 where that lacks a character. What is too long for one message goes in parts, which phones put together again
 * (3GPP TS 23.040 section 9.2.3.24.1: a header of six bytes before each).
 *
 * @param ucs2 whether it is UCS-2
 * @param parts the bytes; with headers, if there are several
 */
record SmsEncoding(boolean ucs2, List<byte[]> parts) {

    /** The position is the code; the escape at 27 stands for itself only. */
    private static final String GSM = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private static final String EXTENSION = "\f^{}\\[~]|€";
    private static final byte[] EXTENSION_CODES = {0x0a, 0x14, 0x28, 0x29, 0x2f, 0x3c, 0x3d, 0x3e, 0x40, 0x65};
    private static final byte ESCAPE = 0x1b;

    private static final int GSM_SINGLE = 160;
    private static final int GSM_PART = 153;
    private static final int UCS2_SINGLE = 140;
    private static final int UCS2_PART = 134;

    /**
     * Encodes a text.
     *
     * @param reference tells the parts of this text from those of another
     */
    static SmsEncoding of(String text, byte reference) {
        Optional<byte[]> gsm = gsm(text);
        if (gsm.isPresent()) {
            return new SmsEncoding(false, parts(gsm.get(), GSM_SINGLE, GSM_PART, false, reference));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
        return new SmsEncoding(true, parts(bytes, UCS2_SINGLE, UCS2_PART, true, reference));
    }

    private static Optional<byte[]> gsm(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int code = c == ESCAPE ? -1 : GSM.indexOf(c);
            int extended = EXTENSION.indexOf(c);
            if (code >= 0) {
                out.write(code);
            } else if (extended >= 0) {
                out.write(ESCAPE);
                out.write(EXTENSION_CODES[extended]);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(out.toByteArray());
    }

    private static List<byte[]> parts(byte[] bytes, int single, int part, boolean ucs2, byte reference) {
        if (bytes.length <= single) {
            return List.of(bytes);
        }
        List<byte[]> chunks = new ArrayList<>();
        int start = 0;
        while (start < bytes.length) {
            int end = Math.min(start + part, bytes.length);
            if (end < bytes.length && splitsCharacter(bytes, end, ucs2)) {
                end -= ucs2 ? 2 : 1;
            }
            chunks.add(Arrays.copyOfRange(bytes, start, end));
            start = end;
        }
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(new byte[] {5, 0, 3, reference, (byte) chunks.size(), (byte) (i + 1)});
            out.writeBytes(chunks.get(i));
            parts.add(out.toByteArray());
        }
        return parts;
    }

    /** Between an escape and what it escapes, or between two surrogates. */
    private static boolean splitsCharacter(byte[] bytes, int end, boolean ucs2) {
        return ucs2 ? (bytes[end] & 0xfc) == 0xdc : bytes[end - 1] == ESCAPE;
    }
}
