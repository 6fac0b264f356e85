package dev.doubletick.sdk.internal.outbox;

import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageFailure.Reason;
import dev.doubletick.sdk.internal.link.Answer;
import java.util.Optional;

/** What an answer of the server means for what was published. */
final class Verdict {

    private static final int SUCCESS = 0x00;
    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int TOPIC_NAME_INVALID = 0x90;
    private static final int PAYLOAD_FORMAT_INVALID = 0x99;

    private final boolean accepted;
    private final Optional<MessageFailure> failure;

    private Verdict(boolean accepted, Optional<MessageFailure> failure) {
        this.accepted = accepted;
        this.failure = failure;
    }

    /**
     * Reads the answer as the protocol's table of PUBACK codes has it. What the table does not know is taken for passing: a
     * message is not given up because a server has learnt a new word.
     */
    static Verdict of(Answer answer) {
        switch (answer.code()) {
            case SUCCESS:
                return new Verdict(true, Optional.empty());
            case NO_MATCHING_SUBSCRIBERS:
                return failed(Reason.NOT_REGISTERED, answer, "not registered");
            case NOT_AUTHORIZED:
                return failed(Reason.NOT_ALLOWED, answer, "not allowed");
            case TOPIC_NAME_INVALID:
            case PAYLOAD_FORMAT_INVALID:
                return failed(Reason.INVALID, answer, "invalid message");
            default:
                return new Verdict(false, Optional.empty());
        }
    }

    private static Verdict failed(Reason reason, Answer answer, String fallback) {
        return new Verdict(
                false, Optional.of(MessageFailure.of(reason, answer.reason().orElse(fallback))));
    }

    /** The server owns it. */
    boolean accepted() {
        return accepted;
    }

    /** Why the server never will take it; empty if it may later. */
    Optional<MessageFailure> failure() {
        return failure;
    }

    /** Neither taken nor refused for good: to be tried again. */
    boolean passing() {
        return !accepted && !failure.isPresent();
    }
}
