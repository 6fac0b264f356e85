package dev.doubletick.sdk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.GeneratedMessageLite;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.doubletick.protocol.content.wire.Content;
import dev.doubletick.sdk.Doubletick;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rules that the SDK ships for R8 and ProGuard name what is there, and what looks things up by their names in the libraries
 * beneath is what the rules were made for: a new version that does it elsewhere is found here.
 */
class ShrinkRulesTest {

    private static final Pattern CLASS = Pattern.compile("^-keep class (\\S+)", Pattern.MULTILINE);

    private static String rules() throws IOException {
        // Where Android's build looks for it.
        try (InputStream file = Doubletick.class.getResourceAsStream("/META-INF/proguard/doubletick.pro")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyClassThatIsKeptIsThere() throws IOException {
        List<String> names = CLASS.matcher(rules())
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.contains("*"))
                .toList();

        assertThat(names).hasSize(2).allSatisfy(name -> assertThatCode(() -> Class.forName(name))
                .doesNotThrowAnyException());
    }

    @Test
    void theServicesThatAreKeptAreThoseThatAreFound() throws IOException {
        assertThat(ServiceLoader.load(NetworkModuleFactory.class)).isNotEmpty();
        assertThat(rules()).contains("-keep class * implements " + NetworkModuleFactory.class.getName());
    }

    /** Protocol Buffers (lite) finds them by the names that are in the schema of the generated class. */
    @Test
    void theFieldsOfMessagesAreKept() throws IOException {
        assertThat(GeneratedMessageLite.class).isAssignableFrom(Content.class);
        assertThat(Arrays.stream(Content.class.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers())))
                .isNotEmpty();
        assertThat(rules())
                .containsPattern("-keepclassmembers class \\* extends "
                        + Pattern.quote(GeneratedMessageLite.class.getName()) + " \\{\\s+<fields>;\\s+}");
    }

    /**
     * Gson ships rules of its own, and SLF4J looks for its provider only. Of these, what makes an object of a name is in the
     * rules; the others look for what a platform has, and do without it.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.eclipse.paho.mqttv5 | ExceptionHelper FileLock JSR47Logger LoggerFactory MessageCatalog"
                        + " MqttException NetworkModuleService ResourceBundleCatalog SSLSocketFactoryFactory",
                "com.google.protobuf | Android ExtensionClassHolder ExtensionRegistryFactory ExtensionRegistryLite"
                        + " GeneratedMessageLite Internal JvmMemoryAccessor MemoryAccessor MessageLiteToString"
                        + " MessageSchema SchemaUtil SerializedForm ServerProcessorWithEncodedLength UnsafeUtil",
                "okhttp3 | BouncyCastlePlatform Companion ConscryptPlatform InsecureAndroidTrustManager Jdk9Platform"
                        + " OpenJSSEPlatform Platform _UtilJvmKt",
                "okio | ByteString FileSystem",
            })
    void librariesLookUpNothingElse(String library, String known) {
        Set<String> found = new ClassFileImporter()
                .importPackages(library).stream()
                        .filter(type -> type.getMethodCallsFromSelf().stream().anyMatch(ShrinkRulesTest::looksUp))
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet());

        assertThat(found).containsExactlyInAnyOrder(known.split(" "));
    }

    private static boolean looksUp(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        String name = call.getName();
        return owner.equals("java.util.ServiceLoader")
                || owner.equals("java.util.ResourceBundle")
                || (owner.equals("java.lang.ClassLoader") && name.equals("loadClass"))
                || (owner.equals("java.lang.Class")
                        && Stream.of("forName", "newInstance", "getDeclared", "getMethod", "getField", "getConstructor")
                                .anyMatch(name::startsWith));
    }
}
