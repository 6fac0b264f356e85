package dev.doubletick.broker.mailbox.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The symbols that a shared library of Linux offers to the dynamic linker. Source: the System V ABI, "Object Files". */
final class ElfSymbols {

    private static final int MAGIC = 0x7f454c46;
    private static final int CLASS_64 = 2;
    private static final int BIG_ENDIAN = 2;
    private static final int SECTION_DYNSYM = 11;
    private static final int WEAK = 2;
    private static final int UNIQUE = 10;

    private final ByteBuffer file;
    private final boolean wide;

    /** @throws IllegalArgumentException if this is no such library */
    ElfSymbols(byte[] library) {
        if (!isElf(library)) {
            throw new IllegalArgumentException("not a shared library of Linux");
        }
        wide = library[4] == CLASS_64;
        file = ByteBuffer.wrap(library)
                .order(library[5] == BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    static boolean isElf(byte[] library) {
        return library.length >= 64 && ByteBuffer.wrap(library).getInt() == MAGIC;
    }

    /**
     * Makes those that one process may have only once, which the linker therefore takes from whichever library was loaded first,
     * the library's own. Changes the array.
     *
     * @return how many there were
     */
    int makeUniqueOnesItsOwn() {
        int changed = 0;
        int sections = address(wide ? 40 : 32);
        int sectionSize = file.getShort(wide ? 58 : 46);
        int sectionCount = file.getShort(wide ? 60 : 48);
        for (int i = 0; i < sectionCount; i++) {
            int section = sections + i * sectionSize;
            if (file.getInt(section + 4) == SECTION_DYNSYM) {
                changed += weaken(address(section + (wide ? 24 : 16)), address(section + (wide ? 32 : 20)));
            }
        }
        return changed;
    }

    private int weaken(int start, int length) {
        int changed = 0;
        int symbolSize = wide ? 24 : 16;
        for (int symbol = start; symbol < start + length; symbol += symbolSize) {
            int info = symbol + (wide ? 4 : 12);
            int binding = (file.get(info) & 0xff) >> 4;
            if (binding == UNIQUE) {
                int type = file.get(info) & 0xf;
                file.put(info, (byte) (WEAK << 4 | type));
                changed++;
            }
        }
        return changed;
    }

    private int address(int at) {
        return wide ? Math.toIntExact(file.getLong(at)) : file.getInt(at);
    }
}
