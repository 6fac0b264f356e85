package dev.doubletick.broker.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Whether the broker can serve, and if not, why: what each of its parts says. Blocks while a listener is tried. */
public final class Readiness implements Supplier<List<String>> {

    /** However often it is asked. */
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Supplier<List<String>>> parts;
    private List<String> last = List.of();
    private long lookedAt = System.nanoTime() - LOOK_EVERY_NANOS;

    /** @param parts each says why it cannot serve; nothing if it can */
    public Readiness(List<Supplier<List<String>>> parts) {
        this.parts = List.copyOf(parts);
    }

    /** One sentence for each reason; none if it can serve. */
    @Override
    public synchronized List<String> get() {
        if (System.nanoTime() - lookedAt >= LOOK_EVERY_NANOS) {
            List<String> reasons = new ArrayList<>();
            parts.forEach(part -> reasons.addAll(part.get()));
            last = List.copyOf(reasons);
            lookedAt = System.nanoTime();
        }
        return last;
    }
}
