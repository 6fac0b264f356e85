package dev.doubletick.sdk.internal.link.paho;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one connection's broker for signs of life, one PINGREQ at a time: an answer says nothing about what was asked after it.
 * Safe on any thread.
 */
final class Probe implements MqttActionListener {

    private static final Logger log = LoggerFactory.getLogger(Probe.class);

    /** Twice what the slowest mobile network takes there and back. */
    private static final int ANSWER_TIMEOUT_SECONDS = 10;

    /**
     * Paho gives the first PINGRESP that comes to whoever asked last, and that may be the one to its own keep-alive, asked
     * before. So it takes the next one, too, to be sure.
     */
    private static final int ANSWERS = 2;

    private final ScheduledExecutorService threads;
    private final Runnable answered;
    private final Runnable unanswered;
    private @Nullable PahoClient client;
    private boolean underway;
    private boolean again;
    private int missing;
    private int serial;

    /**
     * @param answered the broker answered, and nothing more has been asked meanwhile
     * @param unanswered it did not
     */
    Probe(ScheduledExecutorService threads, Runnable answered, Runnable unanswered) {
        this.threads = threads;
        this.answered = answered;
        this.unanswered = unanswered;
    }

    synchronized void send(PahoClient on) throws MqttException {
        client = on;
        if (underway) {
            again = true;
            return;
        }
        missing = ANSWERS;
        ping(on);
    }

    private void ping(PahoClient on) throws MqttException {
        on.ping(this);
        underway = true;
        int sent = ++serial;
        var unused = threads.schedule(() -> expire(sent), ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private void expire(int sent) {
        synchronized (this) {
            if (!underway || sent != serial) {
                return;
            }
        }
        unanswered.run();
    }

    @Override
    public void onSuccess(IMqttToken token) {
        if (!goesOn()) {
            answered.run();
        }
    }

    private synchronized boolean goesOn() {
        underway = false;
        missing = again ? ANSWERS : missing - 1;
        again = false;
        if (missing == 0 || client == null) {
            return false;
        }
        try {
            ping(client);
        } catch (MqttException | RejectedExecutionException e) {
            log.debug("the connection ended before it could be probed again", e);
        }
        return true;
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
        // The connection is gone, and says so by itself.
    }
}
