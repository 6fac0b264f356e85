package dev.doubletick.sample.phones.handset;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import java.util.List;

/**
 * Whose phone it is.
 *
 * @param number the number of their SIM card
 * @param place where they are
 */
public record Person(String name, PhoneNumber number, Body.Location place) {

    /** Those who can play; the first two do unless there are to be more. */
    public static final List<Person> CAST = List.of(
            person("Alice", "+4915112345678", 52.52188, 13.41321, "Alexanderplatz, Berlin"),
            person("Bob", "+4917698765432", 48.13743, 11.57549, "Marienplatz, München"),
            person("Carol", "+4915223456789", 53.54138, 9.98413, "Elbphilharmonie, Hamburg"),
            person("Dave", "+4916034567890", 50.94129, 6.95817, "Kölner Dom"),
            person("Erin", "+4915734567891", 51.05180, 13.74152, "Frauenkirche, Dresden"),
            person("Frank", "+4917845678902", 50.11066, 8.68209, "Römerberg, Frankfurt"));

    private static Person person(String name, String number, double latitude, double longitude, String place) {
        return new Person(name, PhoneNumber.ofE164(number), new Body.Location(latitude, longitude, 10, place));
    }
}
