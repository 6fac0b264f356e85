package dev.doubletick.benchmark.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.benchmark.line.RecordingListener;
import dev.doubletick.protocol.PhoneNumber;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One line, fed with a server's bytes. */
class XmppLineTest {

    private static final PhoneNumber ME = PhoneNumber.ofDigits("4915110000000");
    private static final PhoneNumber OTHER = PhoneNumber.ofDigits("4915110000001");
    private static final String OPEN = "<stream:stream xmlns='jabber:client'"
            + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0' from='localhost'>";
    private static final String ID = "0000000000000001" + "0000000000000002";
    private static final String BOUND = "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
            + "<jid>4915110000000@localhost/b</jid></bind></iq>";
    private static final String OWN_PRESENCE = "<presence from='4915110000000@localhost/b'/>";

    private final RecordingListener heard = new RecordingListener();
    private EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void authenticatesBindsAndIsReadyWhenItsPresenceComesBack() {
        open(false);
        assertThat(sent()).startsWith("<?xml").contains("to='localhost'");
        receive(OPEN + "<stream:features/>");
        // RFC 4616: NUL, user, NUL, password.
        assertThat(sent()).contains("mechanism='PLAIN'>ADQ5MTUxMTAwMDAwMDAAc2VjcmV0</auth>");
        receive("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        assertThat(sent()).startsWith("<?xml");
        receive(OPEN + "<stream:features/>");
        assertThat(sent()).contains("<resource>b</resource>");
        receive(BOUND);
        assertThat(sent()).isEqualTo("<presence/>");
        assertThat(heard.events()).isEmpty();

        receive(OWN_PRESENCE);
        assertThat(heard.events()).containsExactly("ready");
    }

    @Test
    void aWrongPasswordIsPermanent() {
        open(false);
        receive(OPEN + "<stream:features/>");
        receive("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>");
        assertThat(heard.events()).containsExactly("closed permanently: refused: not-authorized");
    }

    @Test
    void writesMessagesWithTheirIdAndARequest() {
        ready(false);
        heard.line().send(OTHER, 1, 2);
        heard.line().flush();
        assertThat(sent())
                .isEqualTo("<message to='4915110000001@localhost' type='chat' id='" + ID + "'><body>x</body>"
                        + "<request xmlns='urn:xmpp:receipts'/></message>");
    }

    @Test
    void aMessageIsHandedOnAndReceipted() {
        ready(false);
        receive("<message from='4915110000001@localhost/b' type='chat' id='" + ID + "'><body>x</body>"
                + "<request xmlns='urn:xmpp:receipts'/></message>");
        assertThat(heard.events()).containsExactly("received 1-2 from 4915110000001");
        assertThat(sent())
                .isEqualTo("<message to='4915110000001@localhost/b' type='chat'>"
                        + "<received xmlns='urn:xmpp:receipts' id='" + ID + "'/></message>");
    }

    @Test
    void aReceiptIsTheSecondTickAndAnErrorIsARefusal() {
        ready(false);
        receive("<message from='4915110000001@localhost/b'><received xmlns='urn:xmpp:receipts' id='" + ID
                + "'/></message><message from='4915110000001@localhost' type='error' id='" + ID
                + "'><error type='wait'>"
                + "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        assertThat(heard.events()).containsExactly("receipted 1-2", "refused 2: resource-constraint");
    }

    @Test
    void foreignIdsAreLeftAlone() {
        ready(false);
        receive("<message from='localhost' id='welcome'><body>x</body></message>");
        assertThat(heard.events()).isEmpty();
    }

    @Test
    void asksForAcknowledgementsOncePerBatchAndTakesThemAsFirstTicks() {
        ready(true);
        heard.line().send(OTHER, 1, MessageTag.low(0, 0));
        heard.line().send(OTHER, 1, MessageTag.low(0, 1));
        heard.line().flush();
        assertThat(sent()).endsWith("</message><r xmlns='urn:xmpp:sm:3'/>").containsOnlyOnce("<r ");

        // The presence was the first stanza that counts.
        receive("<a xmlns='urn:xmpp:sm:3' h='2'/>");
        assertThat(heard.events()).containsExactly("accepted 0");
        receive("<a xmlns='urn:xmpp:sm:3' h='3'/>");
        assertThat(heard.events()).containsExactly("accepted 0", "accepted 1");
    }

    @Test
    void answersTheServersRequestsWithItsOwnCount() {
        ready(true);
        receive("<message from='4915110000001@localhost/b' type='chat' id='" + ID + "'/><r xmlns='urn:xmpp:sm:3'/>");
        // Its own presence, and this message.
        assertThat(sent()).isEqualTo("<a xmlns='urn:xmpp:sm:3' h='2'/>");
    }

    @Test
    void aStreamErrorIsTold() {
        ready(false);
        receive("<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        assertThat(heard.events()).containsExactly("closed: stream error: conflict");
    }

    @Test
    void whatIsNotXmlClosesTheLine() {
        open(false);
        receive("HTTP/1.1 400 Bad Request");
        assertThat(channel.isOpen()).isFalse();
        assertThat(heard.events()).singleElement().asString().startsWith("closed permanently");
    }

    private void open(boolean firstTicks) {
        channel = new EmbeddedChannel(
                new XmppLine(new Account(ME, "secret"), "localhost", new byte[] {'x'}, firstTicks, heard));
    }

    private void ready(boolean firstTicks) {
        open(firstTicks);
        receive(OPEN + "<stream:features/>");
        receive("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        receive(OPEN + "<stream:features/>");
        receive(BOUND);
        if (firstTicks) {
            receive("<enabled xmlns='urn:xmpp:sm:3'/>");
        }
        receive(OWN_PRESENCE);
        sent();
        heard.clear();
    }

    private void receive(String xml) {
        channel.writeInbound(Unpooled.copiedBuffer(xml, StandardCharsets.UTF_8));
        channel.checkException();
    }

    private String sent() {
        StringBuilder all = new StringBuilder();
        ByteBuf batch = channel.readOutbound();
        while (batch != null) {
            all.append(batch.toString(StandardCharsets.UTF_8));
            batch.release();
            batch = channel.readOutbound();
        }
        return all.toString();
    }
}
