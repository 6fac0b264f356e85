package dev.doubletick.registration.openapi;

/** Who may call an operation. */
public enum Access {
    /** Everybody. */
    ANYBODY,
    /** A phone: HTTP Basic with its number and its device credential. */
    DEVICE,
    /** Whoever has the operator token, as a bearer token. */
    OPERATOR
}
