package dev.doubletick.registration.http;

/** The HTTP server could not bind its address. The message names it. */
public final class PortUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PortUnavailableException(String host, int port, Throwable cause) {
        super("Cannot listen on " + host + ":" + port + ": it is in use, or not an address of this machine.", cause);
    }
}
