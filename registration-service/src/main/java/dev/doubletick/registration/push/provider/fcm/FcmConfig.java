package dev.doubletick.registration.push.provider.fcm;

import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How to reach FCM.
 *
 * @param account may send for its Firebase project
 * @param server Google's, or another in tests and trials
 */
public record FcmConfig(ServiceAccountCredentials account, URI server) {

    /** Google's. */
    public static final URI GOOGLE = URI.create("https://fcm.googleapis.com");

    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

    /**
     * @param serviceAccount the JSON file that Firebase gives for a service account
     * @throws IllegalArgumentException if it is not that
     */
    public static FcmConfig of(String serviceAccount, URI server) {
        try {
            ServiceAccountCredentials account = ServiceAccountCredentials.fromStream(
                    new ByteArrayInputStream(serviceAccount.getBytes(StandardCharsets.UTF_8)));
            if (account.getProjectId() == null) {
                throw new IllegalArgumentException("the service account names no project_id");
            }
            return new FcmConfig((ServiceAccountCredentials) account.createScoped(List.of(SCOPE)), server);
        } catch (IOException e) {
            throw new IllegalArgumentException("this is not the JSON file of a service account", e);
        }
    }
}
