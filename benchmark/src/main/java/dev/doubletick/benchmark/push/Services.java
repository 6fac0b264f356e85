package dev.doubletick.benchmark.push;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * A trial, whose providers are fakes.
 *
 * @param http the registration service's base URL
 */
public record Services(InetSocketAddress mqtt, URI http) {}
