package dev.doubletick.sdk.internal.link.paho;

import dev.doubletick.sdk.internal.link.BrokerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * MQTT over WebSocket (MQTT 5, section 6), carried by OkHttp: binary frames, subprotocol {@code mqtt}. Each flush makes a
 * frame; what comes in is a stream, frame boundaries mean nothing.
 */
final class WebSocketTransport extends WebSocketListener implements Transport {

    private final Request request;
    private final OkHttpClient http;
    private final int timeoutMillis;
    private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    private final FrameInput input = new FrameInput();
    private final Object lock = new Object();
    private @Nullable WebSocket socket;
    private boolean closed;

    WebSocketTransport(BrokerAddress broker, OkHttpClient http, int timeoutMillis) {
        this.request = new Request.Builder()
                .url(broker.uri().toString())
                .header("Sec-WebSocket-Protocol", "mqtt")
                .build();
        this.http = http;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void connect() throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new IOException("given up");
            }
            socket = http.newWebSocket(request, this);
        }
        try {
            opened.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the WebSocket did not open", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the WebSocket did not open in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return new ByteArrayOutputStream() {
            @Override
            public void flush() throws IOException {
                if (count > 0 && !opened.join().send(ByteString.of(buf, 0, count))) {
                    throw new IOException("the WebSocket is closed");
                }
                reset();
            }
        };
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (socket != null) {
                socket.cancel();
            }
        }
        opened.completeExceptionally(new IOException("given up"));
        input.end();
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
        opened.complete(webSocket);
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteString bytes) {
        input.add(bytes);
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        webSocket.close(code, null);
        input.end();
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable cause, @Nullable Response response) {
        opened.completeExceptionally(cause);
        input.end();
    }
}
