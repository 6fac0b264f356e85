package dev.doubletick.sdk.internal.http;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which servers TLS connections believe, the same for HTTP and MQTT. Host names are checked in any case. The platform's
 * certificates are read when they are first needed, not on the thread that builds the SDK. Safe on any thread.
 */
public final class Trust {

    private @Nullable X509TrustManager manager;
    private @Nullable SSLSocketFactory sockets;

    /**
     * @param manager whom to believe; empty: whom the platform believes
     */
    public Trust(Optional<X509TrustManager> manager) {
        this.manager = manager.orElse(null);
    }

    public synchronized X509TrustManager manager() {
        if (manager == null) {
            manager = platformManager();
        }
        return manager;
    }

    public synchronized SSLSocketFactory sockets() {
        if (sockets == null) {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {manager()}, null);
                sockets = context.getSocketFactory();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this platform has no TLS", e);
            }
        }
        return sockets;
    }

    private static X509TrustManager platformManager() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            // Null stands for the platform's own certificates.
            factory.init((KeyStore) null);
            for (TrustManager candidate : factory.getTrustManagers()) {
                if (candidate instanceof X509TrustManager) {
                    return (X509TrustManager) candidate;
                }
            }
            throw new IllegalStateException("this platform has no X.509 trust manager");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no TLS", e);
        }
    }
}
