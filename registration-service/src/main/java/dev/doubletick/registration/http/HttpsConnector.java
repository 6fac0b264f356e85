package dev.doubletick.registration.http;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.certificates.ServerCertificate;
import java.time.Clock;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.ssl.KeyStoreScanner;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS (TLS 1.2 and 1.3) with the certificate of a {@link KeyStoreFile}. When the file changes, connections from then on get the new
 * certificate, within ten seconds; those that are open go on. A new file that cannot be used changes nothing.
 */
final class HttpsConnector {

    private static final Logger log = LoggerFactory.getLogger(HttpsConnector.class);
    private static final int LOOK_SECONDS = 5;

    private HttpsConnector() {}

    /**
     * Makes one; it starts and stops with the server.
     *
     * @param http what it has in common with other connectors
     * @throws IllegalArgumentException with a sentence, if the key store cannot be used
     */
    static ServerConnector of(Server server, HttpConfiguration http, String host, int port, KeyStoreFile certificate) {
        warnOfTrouble(certificate);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        tls.setKeyStoreResource(ResourceFactory.root().newResource(certificate.file()));
        tls.setKeyStore(certificate.load());
        tls.setKeyStorePassword(certificate.password());
        server.addBean(new Renewal(tls, certificate));

        HttpConfiguration https = new HttpConfiguration(http);
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        // There is one certificate. Whether it is for this host is for the client to say, and health checks ask the
        // machine itself.
        secure.setSniHostCheck(false);
        https.addCustomizer(secure);
        ServerConnector connector = new ServerConnector(
                server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(https));
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }

    /** Phones will not connect then, but they will as soon as the file is renewed: no reason not to start. */
    private static ServerCertificate warnOfTrouble(KeyStoreFile certificate) {
        ServerCertificate shown = certificate.read();
        try {
            shown.requireValid(Clock.systemUTC().instant());
        } catch (IllegalArgumentException e) {
            log.warn("no client will connect: {}", e.getMessage());
        }
        return shown;
    }

    private static final class Renewal extends KeyStoreScanner {

        private final SslContextFactory tls;
        private final KeyStoreFile certificate;

        Renewal(SslContextFactory tls, KeyStoreFile certificate) {
            super(tls);
            this.tls = tls;
            this.certificate = certificate;
            setScanInterval(LOOK_SECONDS);
        }

        /** Jetty's own empties the factory before it reads the file, and refuses everybody if it cannot. */
        @Override
        public void reload() {
            try {
                ServerCertificate shown = warnOfTrouble(certificate);
                tls.reload(factory -> factory.setKeyStore(certificate.load()));
                log.info("the certificate was renewed; it holds until {}", shown.until());
            } catch (IllegalArgumentException e) {
                log.warn("the renewed certificate is not used, the one before is: {}", e.getMessage());
            } catch (Exception e) {
                log.error("the certificate could not be renewed", e);
            }
        }
    }
}
