package dev.doubletick.operator;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the registration service is, and what shows it that the operator asks. */
final class OperatorOptions {

    @Option(names = "--http", paramLabel = "URL", required = true, description = "The registration service.")
    private String http = "";

    @Option(
            names = "--operator-token",
            paramLabel = "FILE",
            required = true,
            description = "The file with the operator token; 'up' makes one in its data folder.")
    private Path operatorToken = Path.of("operator-token");

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "A PEM file with the certificate authority to believe, such as the ca.pem of 'up --tls'.")
    private @Nullable Path authority;

    OperatorClient client() {
        return new OperatorClient(service(), token(), Optional.ofNullable(authority));
    }

    private URI service() {
        try {
            URI service = new URI(http);
            if (List.of("http", "https").contains(service.getScheme()) && service.getHost() != null) {
                return service;
            }
        } catch (URISyntaxException e) {
            throw new CommandException("--http must be a URL such as http://127.0.0.1:8080, not " + http + ".", e);
        }
        throw new CommandException("--http must be a URL such as http://127.0.0.1:8080, not " + http + ".");
    }

    private String token() {
        String token;
        try {
            token = Files.readString(operatorToken).strip();
        } catch (IOException e) {
            throw new CommandException("The operator token file " + operatorToken + " cannot be read: " + e + ".", e);
        }
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new CommandException("The file " + operatorToken + " does not hold an operator token.");
        }
        return token;
    }
}
