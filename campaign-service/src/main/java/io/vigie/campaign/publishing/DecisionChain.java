package io.vigie.campaign.publishing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.MessageJson;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;

/**
 * Numbers and chains the decisions of each project. A decision gets its place once, in a transaction that is durable before anything is sent, and
 * whatever happens afterwards it is sent with that place, byte for byte: a batch that comes again after a crash may hold its events in another order,
 * since one that was slow to commit stands before those that were not. The rows let no number be given twice, by however many instances.
 */
@Component
class DecisionChain {

    private static final Logger log = LoggerFactory.getLogger(DecisionChain.class);
    private static final TypeReference<LinkedHashMap<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcTemplate jdbc;
    private final TransactionTemplate ownTransaction;

    DecisionChain(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** @param key of the record on its topic */
    record Decision(String key, Envelope<? extends CampaignEvent> envelope) {

        String id() {
            return envelope.id();
        }

        String project() {
            return envelope.message().projectId().value();
        }
    }

    /** @param sent what was or will be sent; absent once the broker has it */
    private record Place(
            String project, Link link, @Nullable Sent sent) {}

    private record Sent(String headers, byte[] value) {

        static Sent of(ProducerRecord<String, byte[]> record) {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : record.headers()) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
            return new Sent(MessageJson.mapper().writeValueAsString(headers), record.value());
        }

        ProducerRecord<String, byte[]> record(Decision decision) {
            ProducerRecord<String, byte[]> usual = KafkaMessages.record(decision.key(), decision.envelope());
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(usual.topic(), null, usual.timestamp(), usual.key(), value);
            MessageJson.mapper()
                    .readValue(headers, HEADERS)
                    .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            return record;
        }
    }

    /**
     * The records of these decisions, each with its place. The places are durable when this returns, whatever becomes of the caller's transaction.
     *
     * @throws org.springframework.dao.DuplicateKeyException when another instance was faster; nothing was changed then
     */
    List<ProducerRecord<String, byte[]>> link(List<Decision> decisions) {
        if (decisions.isEmpty()) {
            return List.of();
        }
        return Objects.requireNonNull(ownTransaction.execute(transaction -> linkAll(decisions)));
    }

    private List<ProducerRecord<String, byte[]>> linkAll(List<Decision> decisions) {
        Map<String, Place> places = places(decisions);
        Map<String, Link> heads = new HashMap<>();
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        Map<String, Place> fresh = new LinkedHashMap<>();
        for (Decision decision : decisions) {
            Place place = places.get(decision.id());
            if (place != null) {
                again(decision, place).ifPresent(records::add);
                continue;
            }
            Link head = heads.computeIfAbsent(decision.project(), this::head);
            Envelope<?> linked = HashChain.link(decision.envelope(), head.sequence() + 1, head.hash());
            Link link = Objects.requireNonNull(linked.link());
            ProducerRecord<String, byte[]> record = KafkaMessages.record(decision.key(), linked);
            heads.put(decision.project(), link);
            fresh.put(decision.id(), new Place(decision.project(), link, Sent.of(record)));
            records.add(record);
        }
        insert(fresh);
        return records;
    }

    /** What was acknowledged is told again only when it says the same as it did. */
    private static Optional<ProducerRecord<String, byte[]>> again(Decision decision, Place place) {
        Sent sent = place.sent();
        if (sent != null) {
            return Optional.of(sent.record(decision));
        }
        Link link = place.link();
        Envelope<?> linked = HashChain.link(decision.envelope(), link.sequence(), link.previousHash());
        if (link.equals(linked.link())) {
            return Optional.of(KafkaMessages.record(decision.key(), linked));
        }
        log.warn(
                "Expected to tell decision {} of project \"{}\" again, but this version would tell it otherwise: it stays as it was told.",
                link.sequence(),
                place.project());
        return Optional.empty();
    }

    private Link head(String project) {
        return jdbc
                .query(
                        "SELECT sequence, previous_hash, hash FROM decision_link WHERE project_id = ? ORDER BY sequence DESC LIMIT 1",
                        (row, number) -> link(row),
                        project)
                .stream()
                .findFirst()
                .orElse(new Link(0, Link.GENESIS, Link.GENESIS));
    }

    private Map<String, Place> places(List<Decision> decisions) {
        Map<String, Place> places = new HashMap<>();
        jdbc.query(
                "SELECT * FROM decision_link WHERE event_id = ANY (?)",
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("text", ids(decisions))),
                row -> {
                    places.put(row.getString("event_id"), place(row));
                });
        return places;
    }

    private static Place place(ResultSet row) throws SQLException {
        String headers = row.getString("headers");
        byte[] value = row.getBytes("value");
        return new Place(
                row.getString("project_id"),
                link(row),
                headers == null || value == null ? null : new Sent(headers, value));
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(row.getLong("sequence"), row.getString("previous_hash"), row.getString("hash"));
    }

    private void insert(Map<String, Place> places) {
        Collection<Map.Entry<String, Place>> rows = places.entrySet();
        if (rows.isEmpty()) {
            return;
        }
        jdbc.batchUpdate(
                "INSERT INTO decision_link (event_id, project_id, sequence, previous_hash, hash, headers, value)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                rows,
                rows.size(),
                (statement, row) -> {
                    Place place = row.getValue();
                    Sent sent = Objects.requireNonNull(place.sent());
                    statement.setString(1, row.getKey());
                    statement.setString(2, place.project());
                    statement.setLong(3, place.link().sequence());
                    statement.setString(4, place.link().previousHash());
                    statement.setString(5, place.link().hash());
                    statement.setString(6, sent.headers());
                    statement.setBytes(7, sent.value());
                });
    }

    /** Lets go of what was sent of these decisions: the broker has it. In the caller's transaction, which moves the position in the store. */
    void acknowledged(List<Decision> decisions) {
        jdbc.update(
                "UPDATE decision_link SET headers = NULL, value = NULL WHERE event_id = ANY (?)",
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("text", ids(decisions))));
    }

    private static Object[] ids(List<Decision> decisions) {
        return decisions.stream().map(Decision::id).toArray();
    }
}
