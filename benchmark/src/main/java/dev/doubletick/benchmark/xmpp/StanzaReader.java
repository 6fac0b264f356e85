package dev.doubletick.benchmark.xmpp;

import com.fasterxml.aalto.AsyncByteBufferFeeder;
import com.fasterxml.aalto.AsyncXMLInputFactory;
import com.fasterxml.aalto.AsyncXMLStreamReader;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * Splits a stream of XML (RFC 6120 section 4) into the children of its root, wherever the bytes are cut. Confined to its
 * line's event loop.
 */
final class StanzaReader {

    private static final AsyncXMLInputFactory FACTORY = new InputFactoryImpl();
    private static final String RECEIPTS = "urn:xmpp:receipts";

    private final Stanza stanza = new Stanza();
    private final Consumer<Stanza> stanzas;
    private AsyncXMLStreamReader<AsyncByteBufferFeeder> xml = FACTORY.createAsyncForByteBuffer();
    private int depth;
    private boolean restart;

    /** @param stanzas gets each child of the root once it is complete; the root's own start is handed out as {@code stream} */
    StanzaReader(Consumer<Stanza> stanzas) {
        this.stanzas = stanzas;
    }

    /** A new stream begins with the next bytes (RFC 6120 section 6.4.6). Called from within a stanza's call. */
    void restart() {
        restart = true;
    }

    /**
     * Reads all of the buffer.
     *
     * @throws XMLStreamException if this is not XML
     */
    void read(ByteBuffer bytes) throws XMLStreamException {
        xml.getInputFeeder().feedInput(bytes);
        int event = xml.next();
        while (event != AsyncXMLStreamReader.EVENT_INCOMPLETE && event != XMLStreamConstants.END_DOCUMENT) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                started();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                if (depth == 1) {
                    stanzas.accept(stanza);
                }
            }
            if (restart) {
                restart = false;
                depth = 0;
                xml.closeCompletely();
                xml = FACTORY.createAsyncForByteBuffer();
                return;
            }
            event = xml.next();
        }
    }

    /** Gives its buffers back. */
    void close() throws XMLStreamException {
        xml.closeCompletely();
    }

    private void started() {
        String name = xml.getLocalName();
        switch (depth) {
            case 1 -> {
                stanza.clear();
                stanza.name = name;
                stanzas.accept(stanza);
            }
            case 2 -> {
                stanza.clear();
                stanza.name = name;
                stanza.id = attribute("id");
                stanza.type = attribute("type");
                stanza.from = attribute("from");
                stanza.count = attribute("h");
            }
            case 3 -> child(name);
            case 4 -> {
                if (stanza.condition.isEmpty()) {
                    stanza.condition = name;
                }
            }
            default -> {}
        }
    }

    private void child(String name) {
        if (stanza.firstChild.isEmpty()) {
            stanza.firstChild = name;
        }
        if (RECEIPTS.equals(xml.getNamespaceURI())) {
            if (name.equals("request")) {
                stanza.receiptRequested = true;
            } else if (name.equals("received")) {
                stanza.receiptFor = attribute("id");
            }
        }
    }

    private String attribute(String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
