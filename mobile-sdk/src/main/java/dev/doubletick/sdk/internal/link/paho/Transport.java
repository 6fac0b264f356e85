package dev.doubletick.sdk.internal.link.paho;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The byte stream to a broker, whatever carries it. */
interface Transport {

    /** Connects. Blocks, until it is closed perhaps, and even longer where the resolver hangs. */
    void connect() throws IOException;

    /** What comes in. Only after {@link #connect}. */
    InputStream input();

    /** What goes out; each flush ends an MQTT packet. Only after {@link #connect}. */
    OutputStream output();

    /** Lets go of the socket, also in the midst of {@link #connect}; whoever reads or writes gets an exception. Never blocks. */
    void close();
}
