package dev.doubletick.broker;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.doubletick.broker.account.AccountChanges;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.broker.connection.CredentialAuthenticator;
import dev.doubletick.broker.deletion.MailboxDeletions;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.presence.Watching;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Nothing of ours blocks a thread of the broker: whatever waits, for another thread, the database or a disk, is in the few
 * classes that have threads of their own. And what is behind the mailbox's interface does not show.
 */
class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.doubletick.broker");

    private static final Set<String> WAITING = Set.of(
            "get",
            "join",
            "await",
            "awaitTermination",
            "invokeAll",
            "invokeAny",
            "sleep",
            "wait",
            "take",
            "put",
            "acquire",
            "park",
            "parkNanos",
            "parkUntil");

    private static final DescribedPredicate<JavaCall<?>> WAITS_FOR_ANOTHER_THREAD = describe(
            "waits for another thread",
            call -> WAITING.contains(call.getName())
                    && (isA(call, Future.class)
                            || isA(call, CountDownLatch.class)
                            || isA(call, ExecutorService.class)
                            || isA(call, BlockingQueue.class)
                            || isA(call, Semaphore.class)
                            || isA(call, Condition.class)
                            || isA(call, LockSupport.class)
                            || isA(call, Thread.class)
                            || call.getName().equals("wait")));

    private static boolean isA(JavaCall<?> call, Class<?> type) {
        return call.getTargetOwner().isAssignableTo(type);
    }

    private static ArchRule onlyNamedClassesWait() {
        return noClasses()
                .that(DescribedPredicate.not(belongToAnyOf(
                        // The writer's own thread, between two batches, and the one that answers for it.
                        named("SubmissionQueue"),
                        named("Answers"),
                        // The maintenance's thread, between two parts of what it removes.
                        named("Sweep"),
                        // Only when they are closed.
                        RocksMailbox.class,
                        named("Uninterrupted"),
                        // Only when it is closed, for what its own thread still has to write.
                        ofPresence("DaemonThread"),
                        // A thread of its own.
                        AccountChanges.class,
                        // Looks into a future that it knows to be done.
                        CredentialAuthenticator.class)))
                .should()
                .callCodeUnitWhere(WAITS_FOR_ANOTHER_THREAD);
    }

    private static Class<?> named(String ofRocksDbMailbox) {
        return beside(RocksMailbox.class, ofRocksDbMailbox);
    }

    private static Class<?> ofPresence(String name) {
        return beside(Watching.class, name);
    }

    private static Class<?> beside(Class<?> neighbour, String name) {
        try {
            return Class.forName(neighbour.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onlyWhatHasAThreadOfItsOwnWaitsForAnother() {
        onlyNamedClassesWait().check(OURS);
    }

    @Test
    void theRuleWouldFindAWait() {
        JavaClasses waiting = new ClassFileImporter().importClasses(Waiting.class);

        assertThat(onlyNamedClassesWait().evaluate(waiting).hasViolation()).isTrue();
    }

    /** Does what must not be done. */
    static final class Waiting {
        private Waiting() {}

        static Object forAnotherThread(CompletableFuture<Object> result) {
            return result.join();
        }
    }

    @Test
    void onlyTheirOwnThreadsTalkToTheDatabase() {
        noClasses()
                .that(DescribedPredicate.not(belongToAnyOf(
                        AccountDatabase.class,
                        AccountChanges.class,
                        beside(AccountChanges.class, "DatabaseAccess"),
                        ofPresence("LastSeenTable"))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("javax.sql..", "com.zaxxer.hikari..", "org.postgresql.."))
                .check(OURS);
        // It asks on the executor that it was given for that.
        classes()
                .that()
                .belongToAnyOf(AccountDatabase.class)
                .should()
                .onlyBeAccessed()
                .byClassesThat(belongToAnyOf(
                        AccountDatabase.class, AccountDirectory.class, MailboxDeletions.class, RunningExtension.class))
                .check(OURS);
        // The same, on a thread of its own; who watches only opens and closes it.
        classes()
                .that()
                .belongToAnyOf(ofPresence("LastSeenTable"))
                .should()
                .onlyBeAccessed()
                .byClassesThat(
                        belongToAnyOf(ofPresence("LastSeenTable"), ofPresence("LastSeenBatches"), Watching.class))
                .check(OURS);
    }

    @Test
    void onlyTheMailboxAndTheConfigurationTouchFiles() {
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage("dev.doubletick.broker.mailbox.rocksdb"))
                        // Streams of its sockets, on threads of its own.
                        .and(DescribedPredicate.not(resideInAPackage("dev.doubletick.broker.operator")))
                        .and(DescribedPredicate.not(belongToAnyOf(
                                // At the start, and where the broker says where that is.
                                BrokerConfig.class, DoubletickExtension.class, StartFailure.class))))
                .should()
                .dependOnClassesThat(belongToAnyOf(Files.class, FileChannel.class)
                        .or(resideInAnyPackage("org.rocksdb..", "java.io..")
                                .and(DescribedPredicate.not(describe(
                                        "exceptions and what records and enums need",
                                        (JavaClass type) -> type.isAssignableTo(Exception.class)
                                                || type.getName().equals("java.io.Serializable"))))))
                .check(OURS);
    }

    @Test
    void nobodyButTheWiringKnowsWhichEngineIsBehindTheMailbox() {
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage("dev.doubletick.broker.mailbox.rocksdb"))
                        .and(DescribedPredicate.not(belongToAnyOf(RunningExtension.class))))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.doubletick.broker.mailbox.rocksdb"))
                .check(OURS);
    }
}
