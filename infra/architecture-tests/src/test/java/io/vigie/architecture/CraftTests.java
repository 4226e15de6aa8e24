package io.vigie.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(locations = Modules.class)
class CraftTests {

    @ArchTest
    static final ArchRule everyPackageDeclaresItsNullness = classes()
            .that()
            .resideInAPackage("io.vigie..")
            .and()
            .areTopLevelClasses()
            .should(resideInANullMarkedPackage())
            .because("nullness is declared once, per package: add a package-info.java with @NullMarked and a sentence "
                    + "of what the room is for");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .that()
            .resideInAPackage("io.vigie..")
            .should()
            .haveNameMatching(".*(Impl|Helper|Utils?|Manager|Dto|DTO)$")
            .because("such a name says nothing of its purpose; name it after what it does for its caller");

    @ArchTest
    static final ArchRule theWireIsMadeOfValues = classes()
            .that()
            .resideInAPackage("io.vigie.contracts..")
            .and()
            .resideOutsideOfPackages("io.vigie.contracts.wire..", "io.vigie.contracts.secret..")
            .should(beARecordAnEnumAnInterfaceOrAConstantHolder())
            .because("the contracts hold values that never change; behaviour belongs in the service that has it");

    @ArchTest
    static final ArchRule decisionsAskNobodyForTheTime = noClasses()
            .that()
            .haveSimpleNameEndingWith("Decider")
            .or()
            .haveSimpleNameEndingWith("Policy")
            .or()
            .haveSimpleNameEndingWith("Policies")
            .or()
            .resideInAPackage("io.vigie.contracts..")
            .should(callMethod(Instant.class, "now"))
            .orShould(callMethod(UUID.class, "randomUUID"))
            .orShould(callMethod(System.class, "currentTimeMillis"))
            .because("time and ids come in from outside, so that a decision can be replayed and tested");

    @ArchTest
    static final ArchRule aggregatesChangeByEventsOnly = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith("org.axonframework.spring.stereotype.Aggregate")
            .and()
            .areNotAnnotatedWith("org.axonframework.eventsourcing.EventSourcingHandler")
            .should(assignNoFieldOfTheirAggregate())
            .because("what a command handler assigns is lost at the next replay; apply an event and assign in its "
                    + "@EventSourcingHandler");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .because("a constructor shows what a class needs and lets a test give it");

    @ArchTest
    static final ArchRule loggersArePrivateConstants = fields().that()
            .haveRawType("org.slf4j.Logger")
            .should()
            .bePrivate()
            .andShould()
            .beStatic()
            .andShould()
            .beFinal()
            .because("a log line is named after the class that writes it")
            .allowEmptyShould(true);

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                JavaPackage room = type.getPackage();
                boolean marked = room.tryGetPackageInfo()
                        .map(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                        .orElse(false);
                events.add(new SimpleConditionEvent(type, marked, room.getName() + " is not @NullMarked"));
            }
        };
    }

    private static ArchCondition<JavaClass> beARecordAnEnumAnInterfaceOrAConstantHolder() {
        return new ArchCondition<>("be a record, an enum, an interface or a holder of constants") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean constants = type.getModifiers().contains(JavaModifier.FINAL)
                        && type.getFields().stream()
                                .allMatch(field -> field.getModifiers().contains(JavaModifier.STATIC)
                                        && field.getModifiers().contains(JavaModifier.FINAL));
                boolean value = type.isRecord()
                        || type.isEnum()
                        || type.isInterface()
                        || constants
                        || type.isAnonymousClass()
                        || type.getSimpleName().isEmpty()
                        || type.getSimpleName().equals("package-info");
                events.add(new SimpleConditionEvent(type, value, type.getName() + " is something else"));
            }
        };
    }

    private static ArchCondition<com.tngtech.archunit.core.domain.JavaMethod> assignNoFieldOfTheirAggregate() {
        return new ArchCondition<>("assign no field of their aggregate") {
            @Override
            public void check(com.tngtech.archunit.core.domain.JavaMethod method, ConditionEvents events) {
                method.getFieldAccesses().stream()
                        .filter(access -> access.getAccessType() == JavaFieldAccess.AccessType.SET)
                        .filter(access -> access.getTargetOwner().equals(method.getOwner()))
                        .filter(access -> !access.getTarget().getName().startsWith("$"))
                        .forEach(access -> events.add(SimpleConditionEvent.violated(access, access.getDescription())));
            }
        };
    }
}
