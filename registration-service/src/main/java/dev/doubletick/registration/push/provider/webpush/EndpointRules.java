package dev.doubletick.registration.push.provider.webpush;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Where a push may go. Endpoints come from phones, and what they name is called from inside the operator's network: without TLS, or
 * to an address that is not public, nothing is sent.
 */
final class EndpointRules {

    /** The first byte of a unique local address is fc or fd (RFC 4193). */
    private static final int UNIQUE_LOCAL = 0xFC;

    private EndpointRules() {}

    /** Looks the host up: blocks. */
    static boolean isPublic(URI endpoint) throws UnknownHostException {
        if (!"https".equals(endpoint.getScheme())) {
            return false;
        }
        for (InetAddress address : InetAddress.getAllByName(endpoint.getHost())) {
            if (!isPublic(address)) {
                return false;
            }
        }
        return true;
    }

    static boolean isPublic(InetAddress address) {
        return !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && !isCarrierGrade(address)
                && !(address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == UNIQUE_LOCAL);
    }

    /** 100.64.0.0/10 (RFC 6598). */
    private static boolean isCarrierGrade(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
    }
}
