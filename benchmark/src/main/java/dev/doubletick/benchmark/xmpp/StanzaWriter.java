package dev.doubletick.benchmark.xmpp;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.protocol.PhoneNumber;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a phone says on its stream, as ASCII. Whatever goes in here is digits, hexadecimal, or of our own making. */
final class StanzaWriter {

    static final String ENABLE = "<enable xmlns='urn:xmpp:sm:3'/>";
    static final String REQUEST = "<r xmlns='urn:xmpp:sm:3'/>";
    static final String BIND =
            "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>b</resource></bind></iq>";
    static final String PRESENCE = "<presence/>";
    static final String END = "</stream:stream>";

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private StanzaWriter() {}

    static String open(String domain) {
        return "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
                + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='" + domain + "'>";
    }

    /** SASL PLAIN, RFC 4616. */
    static String auth(Account account) {
        String plain = "\0" + account.phone().digits() + "\0" + account.credential();
        return "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)) + "</auth>";
    }

    static String acknowledgement(long handled) {
        return "<a xmlns='urn:xmpp:sm:3' h='" + handled + "'/>";
    }

    /** What stands before a message's id. */
    static byte[] messageHead(PhoneNumber to, String domain) {
        return ascii("<message to='" + to.digits() + "@" + domain + "' type='chat' id='");
    }

    /** What stands behind a message's id. */
    static byte[] messageTail(byte[] payload) {
        return ascii("'><body>" + new String(payload, StandardCharsets.US_ASCII)
                + "</body><request xmlns='urn:xmpp:receipts'/></message>");
    }

    static void receipt(ByteBuf out, String to, String id) {
        write(
                out,
                "<message to='" + to + "' type='chat'><received xmlns='urn:xmpp:receipts' id='" + id + "'/></message>");
    }

    static void write(ByteBuf out, String ascii) {
        out.writeCharSequence(ascii, StandardCharsets.US_ASCII);
    }

    /** 16 hexadecimal digits. */
    static void hex(ByteBuf out, long value) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            out.writeByte(HEX[(int) (value >>> shift) & 0xF]);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
