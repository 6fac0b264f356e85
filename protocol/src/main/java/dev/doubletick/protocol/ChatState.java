package dev.doubletick.protocol;

import java.util.Optional;

/** What somebody does in a chat right now: the one byte of {@code c/{to}}. */
public enum ChatState {
    /** Nothing, or no longer. */
    IDLE(0),
    /** Writing a text. */
    TYPING(1),
    /** Recording a voice message. */
    RECORDING(2);

    private final byte code;

    ChatState(int code) {
        this.code = (byte) code;
    }

    /** Reads a payload. Empty if it is none that this version knows. */
    public static Optional<ChatState> ofBytes(byte[] payload) {
        if (payload.length == 1) {
            for (ChatState state : values()) {
                if (state.code == payload[0]) {
                    return Optional.of(state);
                }
            }
        }
        return Optional.empty();
    }

    /** The payload. */
    public byte[] toBytes() {
        return new byte[] {code};
    }
}
