package dev.doubletick.standalone.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import dev.doubletick.registration.database.DatabaseConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets nobody in, until the extension of the broker-extension module takes its place. */
public final class PlaceholderExtension implements ExtensionMain {

    private static final Logger log = LoggerFactory.getLogger(PlaceholderExtension.class);

    private final DatabaseConfig database;

    /** @param database where the accounts are */
    public PlaceholderExtension(DatabaseConfig database) {
        this.database = database;
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        log.warn("nobody can connect: the accounts in {} are not read yet", database);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
}
