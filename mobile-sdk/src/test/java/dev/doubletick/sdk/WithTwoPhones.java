package dev.doubletick.sdk;

import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two phones that are connected, new ones for each test, of which nothing may be left. */
abstract class WithTwoPhones extends WithBroker {

    @TempDir
    Path folder;

    Phone alice;
    Phone bob;

    @BeforeEach
    void connect() {
        alice = Phone.start(folder, broker.account(Phone.newNumber())).awaitConnected();
        bob = Phone.start(folder, broker.account(Phone.newNumber())).awaitConnected();
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        Leftovers.assertNoThreads();
    }
}
