package dev.doubletick.broker.mailbox;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which folders a mailbox store can be in. RocksDB is handed paths by JNI, which spells them in <i>modified</i> UTF-8: what needs
 * four bytes in UTF-8 comes out as six that name another folder, and no other character set is possible at all.
 */
public final class MailboxPath {

    private MailboxPath() {}

    /**
     * Why RocksDB would look elsewhere than Java.
     *
     * @return a sentence for the operator; empty for a path that both spell alike
     */
    public static Optional<String> refusal(Path folder) {
        return refusal(
                folder.toAbsolutePath().toString(), Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    }

    /** @param fileNames the character set in which Java spells the names of files */
    static Optional<String> refusal(String path, Charset fileNames) {
        if (path.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            return Optional.of("RocksDB opens no path with an emoji (or another rare character) in it, such as " + path
                    + "; choose another folder.");
        }
        boolean ascii = path.chars().allMatch(c -> c < 0x80);
        if (!ascii && !fileNames.equals(StandardCharsets.UTF_8)) {
            return Optional.of("RocksDB opens no path beyond plain letters where names of files are in "
                    + fileNames.name() + ", such as " + path
                    + "; choose another folder, or set LC_ALL to a locale with UTF-8, such as C.UTF-8.");
        }
        return Optional.empty();
    }
}
