package dev.doubletick.benchmark;

import dev.doubletick.protocol.PhoneNumber;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** What is measured, and with which accounts. Every option may stand before or behind the modes. */
final class TargetOptions {

    @Option(
            names = "--mqtt",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            converter = AddressConverter.class,
            description = "A running MQTT 5 broker. Without it and --xmpp a stack is started for the run.")
    @Nullable
    InetSocketAddress mqtt;

    @Option(
            names = "--plain",
            scope = ScopeType.INHERIT,
            description = "The broker is not Doubletick: phones subscribe, and recipients publish the second tick.")
    boolean plain;

    @Option(
            names = "--xmpp",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            converter = AddressConverter.class,
            description = "A running XMPP server.")
    @Nullable
    InetSocketAddress xmpp;

    @Option(
            names = "--xmpp-domain",
            defaultValue = "localhost",
            scope = ScopeType.INHERIT,
            description = "The domain of the XMPP accounts. Default: ${DEFAULT-VALUE}")
    String xmppDomain = "localhost";

    @Option(
            names = "--http",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The registration service, to make accounts with.")
    @Nullable
    URI http;

    @Option(
            names = "--operator-token",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Goes with --http.")
    @Nullable
    Path operatorToken;

    @Option(
            names = "--credentials",
            paramLabel = "CSV",
            scope = ScopeType.INHERIT,
            description = "Accounts that exist, with the header phone,credential.")
    @Nullable
    Path credentials;

    @Option(
            names = "--first",
            paramLabel = "+NUMBER",
            defaultValue = "+4915110000000",
            scope = ScopeType.INHERIT,
            converter = PhoneConverter.class,
            description = "The first number of accounts that are made for the run. Default: ${DEFAULT-VALUE}")
    PhoneNumber first = PhoneNumber.ofE164("+4915110000000");

    @Option(
            names = "--pid",
            paramLabel = "PID",
            scope = ScopeType.INHERIT,
            description = "The server's process, to read its memory and processor time.")
    @Nullable
    Long pid;

    @Option(
            names = "--doubletick",
            paramLabel = "SCRIPT",
            defaultValue = "./doubletick",
            scope = ScopeType.INHERIT,
            description = "What starts a stack. Default: ${DEFAULT-VALUE}")
    Path doubletick = Path.of("./doubletick");

    @Option(
            names = "--name",
            paramLabel = "TEXT",
            scope = ScopeType.INHERIT,
            description = "The server's name in the report.")
    @Nullable
    String name;

    @Option(
            names = "--durability",
            paramLabel = "TEXT",
            scope = ScopeType.INHERIT,
            description = "What the server promises with its first tick, for the report.")
    @Nullable
    String durability;

    /** {@code HOST:PORT}. */
    static final class AddressConverter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String value) {
            int colon = value.lastIndexOf(':');
            try {
                return new InetSocketAddress(
                        value.substring(0, Math.max(colon, 0)), Integer.parseInt(value.substring(colon + 1)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + value + "' is not HOST:PORT");
            }
        }
    }

    /** E.164 with the plus. */
    static final class PhoneConverter implements ITypeConverter<PhoneNumber> {
        @Override
        public PhoneNumber convert(String value) {
            try {
                return PhoneNumber.ofE164(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
