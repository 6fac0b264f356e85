package dev.doubletick.sdk.internal.link.paho;

import dev.doubletick.sdk.internal.http.HttpStack;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS on a connected socket: the certificate has to be trusted, to be the host's, and to have a pinned key if there are pins. */
final class Tls {

    private final SSLSocketFactory sockets;
    private final HttpStack http;

    /**
     * @param http knows the pins
     */
    Tls(SSLSocketFactory sockets, HttpStack http) {
        this.sockets = sockets;
        this.http = http;
    }

    /** Shakes hands. Closing what it returns closes the socket. */
    Socket over(Socket plain, BrokerAddress broker, int timeoutMillis) throws IOException {
        SSLSocket secure = (SSLSocket) sockets.createSocket(plain, broker.host(), broker.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        // RFC 2818, as for HTTPS: compares the host's name with the certificate's.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.setSoTimeout(timeoutMillis);
        secure.startHandshake();
        http.checkPins(broker.host(), secure.getSession().getPeerCertificates());
        secure.setSoTimeout(0);
        return secure;
    }
}
