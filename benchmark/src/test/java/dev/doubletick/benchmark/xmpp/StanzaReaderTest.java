package dev.doubletick.benchmark.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StanzaReaderTest {

    private static final String OPEN = "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
            + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0' from='localhost' id='1'>";
    private static final String MESSAGE = "<message from='491511@localhost/b' type='chat' id='00ff'>"
            + "<body>sm\u00f8rrebr\u00f8d &amp; &lt;more/&gt;</body><request xmlns='urn:xmpp:receipts'/></message>";
    private static final String RECEIPT = "<message from='491512@localhost/b' type='chat'>"
            + "<received xmlns='urn:xmpp:receipts' id='00ff'/></message>";

    private final List<String> heard = new ArrayList<>();
    private final StanzaReader reader = new StanzaReader(stanza -> heard.add(describe(stanza)));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void splitsTheStreamWhereverTheBytesAreCut(int bytesAtATime) throws XMLStreamException {
        byte[] bytes = (OPEN + MESSAGE + " " + RECEIPT + "<r xmlns='urn:xmpp:sm:3'/>").getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += bytesAtATime) {
            reader.read(ByteBuffer.wrap(bytes, from, Math.min(bytesAtATime, bytes.length - from)));
        }
        assertThat(heard)
                .containsExactly(
                        "stream",
                        "message 00ff from 491511@localhost/b asks",
                        "message for 00ff from 491512@localhost/b",
                        "r");
    }

    @Test
    void aStanzaIsHandedOnOnlyWhenItIsComplete() throws XMLStreamException {
        read(OPEN + "<message id='1' from='a'><body>text</body>");
        assertThat(heard).containsExactly("stream");
        read("</message>");
        assertThat(heard).containsExactly("stream", "message 1 from a");
    }

    @Test
    void elementsOfOtherNamespacesAreNoReceipts() throws XMLStreamException {
        read(
                OPEN
                        + "<message id='1' from='a'><received xmlns='urn:other' id='2'/><request xmlns='urn:other'/></message>");
        assertThat(heard).containsExactly("stream", "message 1 from a");
    }

    @Test
    void receiptsInsideOfAForwardedMessageAreNotOurs() throws XMLStreamException {
        read(OPEN + "<message id='1' from='a'><forwarded xmlns='urn:xmpp:forward:0'>" + RECEIPT
                + "</forwarded></message>");
        assertThat(heard).containsExactly("stream", "message 1 from a");
    }

    @Test
    void namesAnErrorsCondition() throws XMLStreamException {
        List<String> conditions = new ArrayList<>();
        StanzaReader errors = new StanzaReader(stanza -> conditions.add(stanza.type + " " + stanza.condition));
        errors.read(bytes(OPEN + "<message id='1' type='error'><error type='wait'>"
                + "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"));
        assertThat(conditions).containsExactly(" ", "error resource-constraint");
    }

    @Test
    void startsAnewAfterTheAuthentication() throws XMLStreamException {
        List<String> names = new ArrayList<>();
        StanzaReader[] restarting = new StanzaReader[1];
        restarting[0] = new StanzaReader(stanza -> {
            names.add(stanza.name);
            if (stanza.name.equals("success")) {
                restarting[0].restart();
            }
        });
        restarting[0].read(bytes(OPEN + "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"));
        restarting[0].read(bytes(OPEN + "<features xmlns='http://etherx.jabber.org/streams'/>"));
        assertThat(names).containsExactly("stream", "success", "stream", "features");
    }

    @Test
    void whatIsNotXmlIsAnError() {
        assertThatThrownBy(() -> read("HTTP/1.1 400 Bad Request")).isInstanceOf(XMLStreamException.class);
    }

    private void read(String text) throws XMLStreamException {
        reader.read(bytes(text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String describe(Stanza stanza) {
        return stanza.name
                + (stanza.name.equals("stream") || stanza.id.isEmpty() ? "" : " " + stanza.id)
                + (stanza.receiptFor.isEmpty() ? "" : " for " + stanza.receiptFor)
                + (stanza.from.isEmpty() ? "" : " from " + stanza.from)
                + (stanza.receiptRequested ? " asks" : "");
    }
}
