package dev.doubletick.broker.mailbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;

class ElfSymbolsIT {

    @ParameterizedTest
    @ValueSource(strings = {"linux64", "linux-aarch64", "linux32", "linux-s390x", "linux-ppc64le", "linux-riscv64"})
    void makesUniqueSymbolsTheLibrarysOwn(String platform) throws IOException {
        byte[] library = library("librocksdbjni-" + platform + ".so");

        assertThat(new ElfSymbols(library).makeUniqueOnesItsOwn()).isGreaterThan(200);
        assertThat(new ElfSymbols(library).makeUniqueOnesItsOwn()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux64-musl", "linux-aarch64-musl"})
    void leavesALibraryWithoutThemAsItIs(String platform) throws IOException {
        byte[] library = library("librocksdbjni-" + platform + ".so");
        byte[] before = library.clone();

        assertThat(new ElfSymbols(library).makeUniqueOnesItsOwn()).isZero();
        assertThat(library).isEqualTo(before);
    }

    @Test
    void refusesWhatIsNoLibrary() {
        byte[] text = "x".repeat(100).getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> new ElfSymbols(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ElfSymbols(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] library(String name) throws IOException {
        try (InputStream resource = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
            return resource.readAllBytes();
        }
    }
}
