package io.vigie.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(locations = Modules.class)
class DirectionTests {

    private static final String[] SERVICES = {
        "io.vigie.campaign..", "io.vigie.execution..", "io.vigie.report..", "io.vigie.gateway.."
    };

    private static final String[] KAFKA_AND_MESSAGING = {
        "org.apache.kafka..",
        "org.springframework.kafka..",
        "org.springframework.cloud.stream..",
        "org.springframework.messaging.."
    };

    @ArchTest
    static final ArchRule messagesKnowNoLibrary = noClasses()
            .that()
            .resideInAPackage("io.vigie.contracts..")
            .and()
            .resideOutsideOfPackage("io.vigie.contracts.wire..")
            .should()
            .dependOnClassesThat(
                    not(resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", "io.vigie.contracts..")))
            .because("messages outlive every library; what needs one (JSON, CloudEvents, Kafka headers) belongs in "
                    + "io.vigie.contracts.wire");

    @ArchTest
    static final ArchRule contractsDependOnNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("io.vigie.contracts..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vigie..").and(not(resideInAnyPackage("io.vigie.contracts.."))))
            .because("every service depends on the contracts; move what they need down into the contracts instead");

    @ArchTest
    static final ArchRule actionApiDependsOnTheJdkAlone = noClasses()
            .that()
            .resideInAPackage("io.vigie.action..")
            .should()
            .dependOnClassesThat(not(resideInAnyPackage("java..", "org.jspecify..", "io.vigie.action..")))
            .because(
                    "a plug-in's author must not inherit our libraries; put what an action needs behind ActionContext");

    @ArchTest
    static final ArchRule slotsDependOnTheJdkAlone = noClasses()
            .that()
            .resideInAPackage("io.vigie.slots..")
            .should()
            .dependOnClassesThat(not(resideInAnyPackage("java..", "org.jspecify..", "io.vigie.slots..")))
            .because("workers and the launcher have it in common and nothing else; what needs a library belongs to one "
                    + "of them");

    @ArchTest
    static final ArchRule actionsKnowTheApiOnly = noClasses()
            .that()
            .resideInAPackage("io.vigie.actions..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vigie..")
                    .and(not(resideInAnyPackage("io.vigie.action..", "io.vigie.actions.."))))
            .because("a built-in action is a plug-in like any other; extend action-api when it needs more");

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther = slices().matching(
                    "io.vigie.(campaign|execution|report|gateway)..")
            .should()
            .notDependOnEachOther()
            .because("services share topics and contracts, nothing else; send a message instead");

    @ArchTest
    static final ArchRule onlyTheDoorsKnowKafka = noClasses()
            .that()
            .resideInAnyPackage(SERVICES)
            .and()
            .resideOutsideOfPackages("..intake..", "..publishing..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(KAFKA_AND_MESSAGING))
            .because("intake and publishing are the only doors to Kafka; give the feature a port that they serve");

    @ArchTest
    static final ArchRule decisionsKnowNoFramework = noClasses()
            .that()
            .haveSimpleNameEndingWith("Decider")
            .or()
            .haveSimpleNameEndingWith("Policy")
            .or()
            .haveSimpleNameEndingWith("Policies")
            .or()
            .haveSimpleNameEndingWith("Decision")
            .or()
            .haveSimpleNameEndingWith("State")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "org.springframework..",
                    "org.axonframework..",
                    "jakarta..",
                    "org.apache.kafka..",
                    "tools.jackson..",
                    "io.micrometer.."))
            .because("a decision is tested with nothing but its events; let the edge translate");

    @ArchTest
    static final ArchRule featuresFormNoCircle = slices().matching("io.vigie.(*).(*)..")
            .namingSlices("$1.$2")
            .should()
            .beFreeOfCycles()
            .because("a circle of features is one feature in disguise; invert one arrow with an event or an interface")
            .allowEmptyShould(false);

    @ArchTest
    static final ArchRule theVerifierIsASecondOpinion = noClasses()
            .that()
            .resideInAPackage("io.vigie.verifier..")
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(
                    "java..", "org.jspecify..", "tools.jackson.core..", "org.erdtman.jcs..", "io.vigie.verifier..")))
            .because(
                    "who checks a history must share no code with what wrote it; write what it needs a second time, from "
                            + "the documents")
            .allowEmptyShould(false);

    @ArchTest
    static final ArchRule launcherKnowsContractsOnly = noClasses()
            .that()
            .resideInAPackage("io.vigie.launcher..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(SERVICES).and(alwaysTrue()))
            .because("the launcher starts the services' jars as processes; it never calls into them");
}
