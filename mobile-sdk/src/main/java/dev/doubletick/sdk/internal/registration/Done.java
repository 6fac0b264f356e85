package dev.doubletick.sdk.internal.registration;

/** The answer to a request that has no other: it was done. */
public enum Done {
    DONE
}
