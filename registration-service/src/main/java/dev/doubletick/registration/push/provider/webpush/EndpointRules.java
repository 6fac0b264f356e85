package dev.doubletick.registration.push.provider.webpush;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Where a push may go. Endpoints come from phones, and what they name is called from inside the operator's network: to an address
 * that is not public nothing is sent.
 *
 * <p>The ranges are those that are not globally reachable in IANA's registries of special-purpose addresses (RFC 6890), and those
 * of IPv6 that stand for an address of IPv4.
 */
final class EndpointRules {

    private static final List<Range> NOT_PUBLIC = List.of(
            Range.of("0.0.0.0", 8), // this network
            Range.of("10.0.0.0", 8), // private
            Range.of("100.64.0.0", 10), // carrier-grade NAT
            Range.of("127.0.0.0", 8), // loopback
            Range.of("169.254.0.0", 16), // link-local; metadata of clouds
            Range.of("172.16.0.0", 12), // private
            Range.of("192.0.0.0", 24), // protocol assignments
            Range.of("192.168.0.0", 16), // private
            Range.of("198.18.0.0", 15), // benchmarking
            Range.of("224.0.0.0", 4), // multicast
            Range.of("240.0.0.0", 4), // reserved; broadcast
            Range.of("::", 96), // unspecified, loopback; IPv4-compatible
            Range.of("64:ff9b::", 96), // NAT64
            Range.of("64:ff9b:1::", 48), // NAT64 of one's own
            Range.of("100::", 64), // discarded
            Range.of("2001::", 32), // Teredo
            Range.of("2002::", 16), // 6to4
            Range.of("fc00::", 7), // unique local
            Range.of("fe80::", 10), // link-local
            Range.of("fec0::", 10), // site-local
            Range.of("ff00::", 8)); // multicast

    /** All addresses that begin with these bits. */
    private static final class Range {
        private final byte[] first;
        private final int bits;

        private Range(byte[] first, int bits) {
            this.first = first;
            this.bits = bits;
        }

        static Range of(String first, int bits) {
            try {
                return new Range(InetAddress.getByName(first).getAddress(), bits);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(first + " is not an address", e);
            }
        }

        boolean has(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = (0xFF00 >> (bits % 8)) & 0xFF;
            return Arrays.equals(address, 0, whole, first, 0, whole)
                    && (mask == 0 || (address[whole] & mask) == (first[whole] & mask));
        }
    }

    private EndpointRules() {}

    /** Looks the host up: blocks, for as long as its name servers like. */
    static boolean isPublic(String host) throws UnknownHostException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (!isPublic(address)) {
                return false;
            }
        }
        return true;
    }

    /** An IPv4 address that is written as one of IPv6 counts as what it is: Java reads it so. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return NOT_PUBLIC.stream().noneMatch(range -> range.has(bytes));
    }
}
