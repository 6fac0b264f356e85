package dev.doubletick.registration.verification.sender.smpp;

import java.io.IOException;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPSession;

/** The one session with the SMSC: bound when it is first needed, and again when it was lost. Safe on any thread; blocks. */
final class SmppLink implements AutoCloseable {

    /** So often the session is checked while nothing is sent. */
    private static final int ENQUIRE_MILLIS = 30_000;

    private final SmppConfig config;
    private final SmppSockets sockets;
    private SMPPSession session = new SMPPSession();
    private boolean closed;

    SmppLink(SmppConfig config, SmppSockets sockets) {
        this.config = config;
        this.sockets = sockets;
    }

    /** A session that was bound a moment ago. */
    synchronized SMPPSession bound() throws IOException {
        if (closed) {
            throw new IOException("the SMPP sender is closed");
        }
        if (!session.getSessionState().isBound()) {
            session.close();
            session = bind();
        }
        return session;
    }

    private SMPPSession bind() throws IOException {
        SMPPSession fresh = new SMPPSession(sockets);
        fresh.setTransactionTimer(config.timeout().toMillis());
        fresh.setEnquireLinkTimer(ENQUIRE_MILLIS);
        try {
            fresh.connectAndBind(
                    config.host(),
                    config.port(),
                    new BindParameter(
                            BindType.BIND_TX,
                            config.systemId(),
                            config.password(),
                            config.systemType(),
                            TypeOfNumber.UNKNOWN,
                            NumberingPlanIndicator.UNKNOWN,
                            null),
                    config.timeout().toMillis());
            return fresh;
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        session.unbindAndClose();
    }
}
