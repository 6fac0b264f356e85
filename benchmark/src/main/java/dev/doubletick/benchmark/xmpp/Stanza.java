package dev.doubletick.benchmark.xmpp;

/**
 * What the driver needs to know of a stanza or any other child of the stream. One object per stream is filled again and
 * again: valid only during the call that hands it out. Texts are empty where the stanza has none.
 */
final class Stanza {

    /** Local name of the element. */
    String name = "";

    String id = "";
    String type = "";
    String from = "";
    /** The count of {@code <a h='…'/>}, XEP-0198. */
    String count = "";
    /** Local name of the first child element. */
    String firstChild = "";
    /** Local name of the first child of an {@code <error/>}, or of a failure. */
    String condition = "";
    /** Whether the sender asks for a receipt, XEP-0184. */
    boolean receiptRequested;
    /** The id that a receipt is for, XEP-0184. */
    String receiptFor = "";

    void clear() {
        name = "";
        id = "";
        type = "";
        from = "";
        count = "";
        firstChild = "";
        condition = "";
        receiptRequested = false;
        receiptFor = "";
    }
}
