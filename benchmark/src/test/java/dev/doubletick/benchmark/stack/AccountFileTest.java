package dev.doubletick.benchmark.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsNumbersWithAndWithoutThePlus() throws IOException {
        assertThat(AccountFile.read(file("phone,credential\n+4915110000000,one\n4915110000001,t,wo\n\n")))
                .containsExactly(
                        new Account(PhoneNumber.ofDigits("4915110000000"), "one"),
                        new Account(PhoneNumber.ofDigits("4915110000001"), "t,wo"));
    }

    @Test
    void namesTheLineThatIsWrongAndNoSecret() {
        assertThatThrownBy(() -> AccountFile.read(file("phone,credential\n+4915110000000,one\nBob,hidden\n")))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("line 3")
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> AccountFile.read(file("phone,credential\n+4915110000000,\n")))
                .hasMessageContaining("line 2: no credential");
    }

    @Test
    void wantsItsHeader() {
        assertThatThrownBy(() -> AccountFile.read(file("+4915110000000,one\n")))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("phone,credential");
        assertThatThrownBy(() -> AccountFile.read(file(""))).isInstanceOf(LoadException.class);
    }

    @Test
    void aFileWithTooFewAccountsIsToldSo() throws IOException {
        Accounts accounts = Accounts.of(AccountFile.read(file("phone,credential\n+4915110000000,one\n")));

        assertThatThrownBy(() -> accounts.take(3))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("holds 1 accounts, 2 too few");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("accounts.csv"), text);
    }
}
