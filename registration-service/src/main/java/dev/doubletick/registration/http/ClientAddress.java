package dev.doubletick.registration.http;

import io.javalin.http.Context;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request comes from. Behind proxies that is what the outermost trusted one has seen; what is further to the left in
 * X-Forwarded-For anybody may have written.
 */
public final class ClientAddress {

    private static final String HEADER = "X-Forwarded-For";

    /** An address, perhaps with a port, and an IPv6 address with one in brackets. */
    private static final Pattern HOP =
            Pattern.compile("\\[([0-9a-fA-F:.]+)](?::[0-9]+)?|([0-9.]+)(?::[0-9]+)?|([0-9a-fA-F:.]+)");

    /** With numbers up to 255: what is no address is taken for a name, and a name server asked. */
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(\\.(?!$)|$)){4}");

    private static final int IPV6_NETWORK_BYTES = 8;

    private final InetAddress address;

    private ClientAddress(InetAddress address) {
        this.address = address;
    }

    /**
     * Finds it.
     *
     * @param trustedProxies how many proxies stand before this service, each of which adds to X-Forwarded-For the address that it
     *     was called from; 0: none, and the header is ignored
     */
    public static ClientAddress of(Context ctx, int trustedProxies) {
        List<String> hops = trustedProxies == 0
                ? List.of()
                : Collections.list(ctx.req().getHeaders(HEADER)).stream()
                        .flatMap(line -> Arrays.stream(line.split(",", -1)))
                        .map(String::strip)
                        .toList();
        return of(ctx.req().getRemoteAddr(), hops, trustedProxies);
    }

    /** @param hops as in the header, the nearest last */
    static ClientAddress of(String peer, List<String> hops, int trustedProxies) {
        InetAddress found = parse(peer).orElseGet(InetAddress::getLoopbackAddress);
        for (int i = 1; i <= trustedProxies && i <= hops.size(); i++) {
            Optional<InetAddress> hop = parse(hops.get(hops.size() - i));
            if (hop.isEmpty()) {
                // A proxy that hides who called it: then it is the one to be limited.
                break;
            }
            found = hop.get();
        }
        return new ClientAddress(found);
    }

    /** Never asks a name server. */
    private static Optional<InetAddress> parse(String text) {
        Matcher matcher = HOP.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String literal = matcher.group(1) != null
                ? matcher.group(1)
                : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        if (!IPV4.matcher(literal).matches() && literal.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            // An IPv4 address in IPv6 form becomes what it is.
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * The network whose users share limits: an IPv4 address, or the /64 of an IPv6 address, of which one household or phone has
     * all. Personal data: not for logs.
     */
    public String network() {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    /** Reveals nothing. */
    @Override
    public String toString() {
        return "ClientAddress[…]";
    }
}
