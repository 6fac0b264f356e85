package dev.doubletick.benchmark.push;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * A Doubletick whose operator we are.
 *
 * @param http the registration service's base URL
 * @param operatorToken what authorizes an operator
 */
public record Services(InetSocketAddress mqtt, URI http, String operatorToken) {

    /** Without the token. */
    @Override
    public String toString() {
        return "Services[" + http + "]";
    }
}
