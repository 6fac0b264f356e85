package dev.doubletick.registration.verification.sender.smpp;

import java.io.IOException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.connection.Connection;
import org.jsmpp.session.connection.socket.SocketConnection;
import org.jsmpp.session.connection.socket.SocketConnectionFactory;

/** The one session with the SMSC: bound when it is first needed, and again when it was lost. Safe on any thread; blocks. */
final class SmppLink implements AutoCloseable {

    /** So often the session is checked while nothing is sent. */
    private static final int ENQUIRE_MILLIS = 30_000;

    private final SmppConfig config;
    private SMPPSession session = new SMPPSession();
    private boolean closed;

    SmppLink(SmppConfig config) {
        this.config = config;
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
        SMPPSession fresh = new SMPPSession(config.tls() ? SmppLink::tls : SocketConnectionFactory.getInstance());
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

    /** The library's own factory does not check whom the certificate names. */
    private static Connection tls(String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket(host, port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return new SocketConnection(socket);
    }

    @Override
    public synchronized void close() {
        closed = true;
        session.unbindAndClose();
    }
}
