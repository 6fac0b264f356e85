package dev.doubletick.registration.push.provider;

import java.net.URI;
import java.net.http.HttpClient;

/** Which HTTP to speak with a provider. */
public final class HttpVersion {

    private HttpVersion() {}

    /**
     * HTTP/2 where TLS settles it. Without TLS it would be offered anew in three headers of every request to a server that does not
     * have it, so that nobody speaks it there.
     */
    public static HttpClient.Version of(URI address) {
        return "https".equals(address.getScheme()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
    }
}
