package dev.doubletick.sample.phones.page;

import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.Reaction;
import java.util.List;

/**
 * The menu of a message.
 *
 * @param mine this phone's reaction; empty if there is none
 */
public record SheetView(
        boolean canReact,
        boolean canRetry,
        boolean canEdit,
        boolean canDeleteForEveryone,
        boolean canDeleteHere,
        String mine) {

    /** What one can react with. */
    public static final List<String> EMOJIS = List.of("👍", "❤️", "😂", "😮", "😢", "🙏");

    static SheetView of(Message message) {
        boolean deleted = message.body() instanceof Body.Deleted;
        boolean failed = message.status() == MessageStatus.FAILED;
        boolean alive = !deleted && !failed;
        boolean own = message.direction() == Direction.OUTGOING;
        return new SheetView(
                alive && !(message.body() instanceof Body.Timer),
                failed,
                alive && own && message.body() instanceof Body.Text,
                alive && own && !(message.body() instanceof Body.Timer),
                message.status() != MessageStatus.QUEUED,
                myReaction(message));
    }

    static String myReaction(Message message) {
        return message.reactions().stream()
                .filter(reaction -> reaction.direction() == Direction.OUTGOING)
                .map(Reaction::emoji)
                .findFirst()
                .orElse("");
    }
}
