package dev.doubletick.sdk.api;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.doubletick.sdk.internal.Engine;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The border between what apps see and what changes without notice, and what Android forbids on either side of it. */
class ApiTest {

    private static final String SDK = "dev.doubletick.sdk..";
    private static final String GENERATED = "dev.doubletick.protocol.content.wire";
    private static final String INTERNAL = "dev.doubletick.sdk.internal..";

    private final JavaClasses sdk = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.doubletick.sdk", "dev.doubletick.protocol");

    @Test
    void looksAtAllOfTheSdk() {
        assertThat(sdk.contain(Engine.class)).isTrue();
        assertThat(sdk.size()).isGreaterThan(60);
    }

    @Test
    void noSignatureThatAnAppSeesHasAnInternalType() {
        members()
                .that(areSeenByApps())
                .should(have(noInternalType()))
                .andShould(have(noTypeOfALibrary()))
                .check(sdk);
        classes()
                .that(isSeen())
                .should()
                .notBeAssignableTo(resideInAPackage(INTERNAL))
                .check(sdk);
    }

    @Test
    void onlyTheFrontUsesTheInternals() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.doubletick.sdk", INTERNAL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(INTERNAL)
                .check(sdk);
    }

    @Test
    void theContractKnowsNothingOfTheSdk() {
        noClasses()
                .that()
                .resideInAPackage("dev.doubletick.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SDK)
                .check(sdk);
    }

    @Test
    void usesNothingThatAndroidLacksOrThatOnlyAndroidHas() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "android..", "androidx..", "java.net.http..", "sun..", "com.sun..", "javax.naming..")
                .check(sdk);
        // JDBC is what the SQLite store is made of, and an app brings a store of its own where there is none.
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.doubletick.sdk.store.sqlite..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(sdk);
    }

    @Test
    void usesNoReflectionThatShrinkingBreaks() {
        noClasses()
                .that()
                .resideInAPackage(SDK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..")
                .check(sdk);
        noClasses().should(callMethodWhere(looksSomethingUp())).check(sdk);
    }

    private static DescribedPredicate<JavaMethodCall> looksSomethingUp() {
        return describe("look up a class or a resource by its name", call -> {
            String owner = call.getTargetOwner().getName();
            String name = call.getTarget().getName();
            return owner.equals("java.util.ServiceLoader")
                    || owner.equals("java.util.ResourceBundle")
                    || (owner.equals("java.lang.ClassLoader") && name.equals("loadClass"))
                    || (owner.equals("java.lang.Class")
                            && (name.equals("forName")
                                    || name.equals("newInstance")
                                    || name.startsWith("getDeclared")
                                    || name.startsWith("getMethod")
                                    || name.startsWith("getField")
                                    || name.startsWith("getConstructor")
                                    || name.startsWith("getResource")));
        });
    }

    private static DescribedPredicate<JavaClass> isSeen() {
        return describe(
                "apps see",
                type -> type.getModifiers().contains(PUBLIC)
                        && type.getPackageName().startsWith("dev.doubletick")
                        && !type.getPackageName().startsWith("dev.doubletick.sdk.internal")
                        && !type.getPackageName().equals(GENERATED)
                        && type.getEnclosingClass().map(isSeen()::test).orElse(true));
    }

    private static DescribedPredicate<JavaMember> areSeenByApps() {
        return describe(
                "apps see",
                member -> isSeen().test(member.getOwner())
                        && (member.getModifiers().contains(PUBLIC)
                                || member.getModifiers().contains(PROTECTED)));
    }

    private static DescribedPredicate<JavaClass> noInternalType() {
        return describe("no internal type", type -> !type.getPackageName().startsWith("dev.doubletick.sdk.internal"));
    }

    /** A library that shows in a signature can never be changed for another, and what it generates shows it. */
    private static DescribedPredicate<JavaClass> noTypeOfALibrary() {
        return describe(
                "no type of a library",
                type -> type.isPrimitive()
                        || (!type.getPackageName().equals(GENERATED)
                                && Stream.of("java.", "javax.", "dev.doubletick.")
                                        .anyMatch(type.getPackageName()::startsWith)));
    }

    private static ArchCondition<JavaMember> have(DescribedPredicate<JavaClass> allowed) {
        return new ArchCondition<>("have " + allowed.getDescription() + " in their signature") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                signature(member)
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !allowed.test(type))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                member, member.getFullName() + " shows " + type.getName())));
            }
        };
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        Set<JavaClass> types = code.getParameterTypes().stream()
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .collect(Collectors.toSet());
        types.addAll(code.getReturnType().getAllInvolvedRawTypes());
        types.addAll(code.getExceptionTypes());
        return types.stream();
    }
}
