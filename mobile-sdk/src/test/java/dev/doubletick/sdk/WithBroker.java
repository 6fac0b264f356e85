package dev.doubletick.sdk;

import dev.doubletick.sdk.testing.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A broker of its own for all tests of a class. Classes with one do not run at once in one JVM. */
abstract class WithBroker {

    static TestBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }
}
