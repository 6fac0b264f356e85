package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/** The code of the README, compiled. */
final class QuickStart {

    private QuickStart() {}

    public static void main(String[] args) throws Exception {
        DoubletickListener listener = new DoubletickListener() {
            @Override
            public void onMessage(Message message) {
                System.out.println(
                        message.conversation().e164() + ": " + message.text().orElse("(update the app)"));
            }

            @Override
            public void onMessageStatus(Message message) {
                System.out.println(message.status()); // SENT one tick, DELIVERED two, SEEN blue
            }
        };
        try (Doubletick phone = Doubletick.builder()
                .server(URI.create("http://127.0.0.1:8080"))
                .database(Path.of("messages.db"))
                .listener(listener)
                .build()) {
            Verification verification = phone.register("+4915112345678").get();
            Scanner input = new Scanner(System.in, StandardCharsets.UTF_8);
            String code = input.next(); // from the SMS; with ./doubletick up it is at /fake/sms?phone=
            phone.verify(verification.id(), code).get();
            phone.send(PhoneNumber.ofE164("+4915112340002"), "Hello").get();
            input.next();
        }
    }
}
