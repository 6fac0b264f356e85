package dev.doubletick.broker.forwarding;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many objects of each class this JVM can reach, after a full collection. */
final class LiveObjects {

    /** Number, instances, bytes, class. */
    private static final Pattern LINE = Pattern.compile("^ *[0-9]+: +([0-9]+) +[0-9]+ +([^ ]+)");

    private final Map<String, Integer> instances = new HashMap<>();

    private LiveObjects() {}

    static LiveObjects count() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            LiveObjects counted = new LiveObjects();
            histogram.lines().forEach(counted::add);
            return counted;
        } catch (JMException e) {
            throw new AssertionError("this JVM does not count its objects", e);
        }
    }

    private void add(String line) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.find()) {
            instances.merge(matcher.group(2), Integer.parseInt(matcher.group(1)), Integer::sum);
        }
    }

    int of(Class<?> type) {
        return of(type.getName());
    }

    int of(String type) {
        return instances.getOrDefault(type, 0);
    }
}
