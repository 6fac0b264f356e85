package dev.doubletick.sample.phones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.sample.phones.handset.Person;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhonesTest {

    @TempDir
    private Path folder;

    @Test
    void startsNothingWhereThePageHasNoPort() throws IOException {
        List<String> steps = new ArrayList<>();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Phones.start(folder, other.getLocalPort(), false, Person.CAST, steps::add))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + other.getLocalPort() + " cannot be used");
        }
        assertThat(steps).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
