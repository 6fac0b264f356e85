package dev.doubletick.sample.phones.page;

/**
 * A message as it is shown.
 *
 * @param kind text, location, deleted, or notice
 * @param tick its status, if it is an own one
 * @param quoteName whom it answers; empty if nobody
 * @param key for the menu
 */
public record BubbleView(
        String kind,
        String text,
        String link,
        String time,
        boolean edited,
        String tick,
        String failure,
        String reactions,
        String quoteName,
        String quoteText,
        String key) {

    /** What a tick means, for those who do not see it. */
    public static String tickLabel(String status) {
        return switch (status) {
            case "QUEUED" -> "Waiting";
            case "SENT" -> "Sent";
            case "DELIVERED" -> "Delivered";
            case "SEEN" -> "Read";
            default -> "Not sent";
        };
    }
}
