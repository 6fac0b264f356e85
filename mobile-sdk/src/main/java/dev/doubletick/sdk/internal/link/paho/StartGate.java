package dev.doubletick.sdk.internal.link.paho;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;

/**
 * Gives Paho a connected transport, but nothing to read before it has written its first byte.
 *
 * <p>Paho starts its receiver, sender and callback threads one after the other and polls for each to run; if the input ends
 * in that time, the receiver is gone before it was seen, and the starting thread polls for ever (paho.mqtt.java issue 850).
 * The first byte, the CONNECT packet's, is written when all of them run.
 */
final class StartGate implements NetworkModule {

    private final Transport transport;
    private final CountDownLatch started = new CountDownLatch(1);

    StartGate(Transport transport) {
        this.transport = transport;
    }

    /** Waits until all of Paho's threads run; from then on it may be stopped. */
    boolean awaitStart(long seconds) throws InterruptedException {
        return started.await(seconds, TimeUnit.SECONDS);
    }

    /** Gives up waiting for Paho to start. */
    void open() {
        started.countDown();
    }

    @Override
    public void start() {
        // The transport is connected already.
    }

    @Override
    public InputStream getInputStream() {
        PahoThreads.hideNumber("start");
        return new FilterInputStream(transport.input()) {
            private boolean renamed;

            @Override
            public int read() throws IOException {
                awaitWriter();
                return super.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                awaitWriter();
                return super.read(target, offset, length);
            }

            @Override
            public int available() throws IOException {
                return started.getCount() == 0 ? super.available() : 0;
            }

            private void awaitWriter() throws IOException {
                if (!renamed) {
                    renamed = true;
                    PahoThreads.hideNumber("receive");
                }
                try {
                    started.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted");
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new FilterOutputStream(transport.output()) {
            @Override
            public void write(int b) throws IOException {
                opening();
                out.write(b);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                opening();
                out.write(source, offset, length);
            }

            private void opening() {
                if (started.getCount() > 0) {
                    PahoThreads.hideNumber("send");
                    open();
                }
            }
        };
    }

    @Override
    public void stop() {
        transport.close();
    }

    @Override
    public String getServerURI() {
        return PahoClient.NOMINAL_ADDRESS;
    }
}
