package dev.doubletick.sample.phones.network;

/** One MQTT control packet as it was on the wire (MQTT 5.0, section 2.1). */
final class Frame {

    private final int header;
    private final byte[] body;
    private final int size;

    /**
     * @param header the first byte: type and flags
     * @param body what follows the fixed header; not copied
     * @param size how many bytes it took on the wire, fixed header included
     */
    Frame(int header, byte[] body, int size) {
        this.header = header;
        this.body = body;
        this.size = size;
    }

    int type() {
        return header >> 4;
    }

    int flags() {
        return header & 0x0F;
    }

    byte[] body() {
        return body;
    }

    int size() {
        return size;
    }
}
