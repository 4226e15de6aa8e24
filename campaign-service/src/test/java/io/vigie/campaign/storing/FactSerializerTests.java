package io.vigie.campaign.storing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.campaign.Fact;
import io.vigie.campaign.catalogue.CatalogueEvent;
import io.vigie.campaign.environment.EnvironmentEvent;
import io.vigie.campaign.files.FilesEvent;
import io.vigie.campaign.identity.IdentityEvent;
import io.vigie.campaign.launching.LaunchingEvent;
import io.vigie.campaign.launching.LaunchingEvent.CampaignLaunched;
import io.vigie.campaign.launching.LaunchingEvent.PlanFrozen;
import io.vigie.campaign.webhooks.WebhookEvent;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.upcasting.event.InitialEventRepresentation;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FactSerializerTests {

    private final FactSerializer serializer = FactSerializer.create();

    record Nameless(ProjectId projectId) implements Fact {}

    static Stream<String> names() {
        return FactNames.all().keySet().stream();
    }

    @Test
    void hasANameForEveryFact() {
        Stream<Class<?>> facts = Stream.of(
                        CatalogueEvent.class,
                        EnvironmentEvent.class,
                        FilesEvent.class,
                        LaunchingEvent.class,
                        IdentityEvent.class,
                        WebhookEvent.class)
                .flatMap(family -> Stream.of(family.getPermittedSubclasses()));

        assertThat(facts)
                .allSatisfy(fact -> assertThat(FactNames.nameOf(fact))
                        .as(fact.getSimpleName())
                        .hasValueSatisfying(name -> assertThat(name).matches("[a-z]+\\.[a-z-]+\\.v\\d+")));
    }

    @Test
    void refusesAFactWithoutAName() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> serializer.serialize(new Nameless(ProjectId.COMMON), byte[].class));
    }

    /** The file of a released name is never edited: it is what stands in stores. */
    @ParameterizedTest
    @MethodSource("names")
    void readsWhatWasStoredUnderEachName(String name) throws IOException {
        byte[] golden = golden(name);

        Object fact = serializer.deserialize(new SimpleSerializedObject<>(golden, byte[].class, name, null));
        SerializedObject<byte[]> again = serializer.serialize(fact, byte[].class);

        assertThat(fact).isInstanceOf(FactNames.named(name).orElseThrow());
        assertThat(again.getType().getName()).isEqualTo(name);
        assertThat(new String(again.getData(), UTF_8)).isEqualTo(new String(golden, UTF_8).strip());
    }

    /** What stands in stores of before under a name that is no longer written. */
    @Test
    void readsALaunchOfBeforeThereWereOptions() throws IOException {
        CampaignLaunched launched = (CampaignLaunched) upcast("run.campaign-launched.v1");

        assertThat(launched.kind()).isEqualTo(RunKind.CAMPAIGN);
        assertThat(launched.options()).isEqualTo(new RunOptions(true, 1, 0, null, null, null, false));
        assertThat(launched.name()).isEqualTo("Novembre 2026");
    }

    @Test
    void readsAPlanOfBeforeThereWereTurns() throws IOException {
        PlanFrozen plan = (PlanFrozen) upcast("run.plan-frozen.v1");

        assertThat(plan.tests()).containsExactly(PlannedTest.plain(1, TestId.of("t1"), 2, "t1"));
    }

    private Object upcast(String name) throws IOException {
        DomainEventData<byte[]> stored = new GenericDomainEventEntry<>(
                "run", "r1", 0, "event", Instant.EPOCH, name, null, golden(name), "{}".getBytes(UTF_8));
        return serializer.deserialize(new OlderFacts()
                .upcast(Stream.of(new InitialEventRepresentation(stored, serializer)))
                .map(IntermediateEventRepresentation::getData)
                .findFirst()
                .orElseThrow());
    }

    @Test
    void writesMetadataAsAxonReadsIt() {
        MetaData metadata = MetaData.with("actor", "u1");
        SerializedObject<byte[]> written = serializer.serialize(metadata, byte[].class);

        assertThat((Object) serializer.deserialize(written)).isEqualTo(metadata);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream stream = FactSerializerTests.class.getResourceAsStream("/facts/" + name + ".json")) {
            assertThat(stream).as("golden payload of \"%s\"", name).isNotNull();
            return new String(stream.readAllBytes(), UTF_8).strip().getBytes(UTF_8);
        }
    }
}
