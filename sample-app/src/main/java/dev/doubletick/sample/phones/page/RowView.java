package dev.doubletick.sample.phones.page;

/**
 * One line in the list of chats, or of what was found.
 *
 * @param action what a click does, with one field and its value
 * @param tick the status of the last message, if it is an own one
 * @param active whether the preview is something that happens right now
 */
public record RowView(
        String name,
        String initial,
        int tint,
        String when,
        String preview,
        String tick,
        boolean active,
        int unread,
        String action,
        String field,
        String value) {}
