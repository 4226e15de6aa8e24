package io.vigie.execution.intake;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.RunId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.coordinating.Deadlines;
import io.vigie.execution.coordinating.Decision;
import io.vigie.execution.coordinating.Leases;
import io.vigie.execution.coordinating.RunDecider;
import io.vigie.execution.coordinating.RunFacts;
import io.vigie.execution.coordinating.RunInput;
import io.vigie.execution.coordinating.RunState;
import io.vigie.execution.coordinating.SliceEntry;
import io.vigie.execution.intake.CoordinatorStores.StoredRun;
import io.vigie.execution.publishing.Cause;
import io.vigie.execution.publishing.HistoryEnd;
import io.vigie.execution.publishing.RunHistory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings launches, plans, reports, permits and the clock to the decider, and carries out what it decides: history, slices and state in the one
 * transaction of Kafka Streams. What cannot be read or makes no sense goes to the dead letters in that same transaction.
 */
final class CoordinatorProcessor implements Processor<String, byte[], String, byte[]> {

    private static final Logger log = LoggerFactory.getLogger(CoordinatorProcessor.class);

    /** How often what was left to be done is continued. */
    static final Duration STEP = Duration.ofMillis(20);

    /** How often leases are looked at. */
    static final Duration LEASE_CHECK = Duration.ofMillis(500);

    /** A gap between two looks that is longer than this means that we did not listen, not that workers were silent. */
    private static final Duration DEAF = Duration.ofSeconds(3);

    /** A report that is older than this when it is read stands in a backlog: signs of life stand behind it. */
    private static final Duration BEHIND = Duration.ofSeconds(2);

    /** How many runs are stopped further in one look: all of them write into one transaction, which must end in time. */
    private static final int RUNS_AT_ONCE = 4;

    /** How long after a pause deadlines wait for what came meanwhile to be read. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(2);

    /** The queue is looked at about every second; what was seen before says nothing of now. */
    private static final Duration A_MOMENT = Duration.ofSeconds(3);

    private static final String LAUNCHED = wireName(CampaignEvent.Launched.class);
    private static final String PLAN_CHUNK = wireName(CampaignEvent.PlanChunk.class);
    private static final String CANCEL_REQUESTED = wireName(CampaignEvent.CancelRequested.class);

    private final RunDecider decider;
    private final Leases leases;
    private final Surroundings surroundings;
    private final CoordinatorMeters meters;
    private final Deadlines deadlines = new Deadlines();
    private final Set<RunId> unfinishedSteps = new LinkedHashSet<>();

    private @Nullable ProcessorContext<String, byte[]> context;
    private @Nullable CoordinatorStores stores;
    private @Nullable CoordinatorDeadLetters deadLetters;
    private Instant lastLook = Instant.MIN;
    private Instant awakeSince = Instant.MIN;

    CoordinatorProcessor(RunDecider decider, Leases leases, Surroundings surroundings, CoordinatorMeters meters) {
        this.decider = decider;
        this.leases = leases;
        this.surroundings = surroundings;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> started) {
        context = started;
        CoordinatorStores opened = new CoordinatorStores(started);
        stores = opened;
        deadLetters = new CoordinatorDeadLetters(started, meters);
        leases.clear();
        deadlines.clear();
        unfinishedSteps.clear();
        Instant now = now();
        lastLook = now;
        awakeSince = now;
        opened.recover((runId, slice) -> rememberLease(runId, slice, now), this::remember);
        started.schedule(STEP, PunctuationType.WALL_CLOCK_TIME, at -> continueSteps());
        started.schedule(LEASE_CHECK, PunctuationType.WALL_CLOCK_TIME, at -> lookAtTheClock());
    }

    // ---- records

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata from = context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("Expected a record to come from a topic."));
        String type = header(record, "ce_type");
        boolean campaign = from.topic().equals(Topics.CAMPAIGN_EVENTS.name());
        boolean permits = from.topic().equals(Topics.PERMITS.name());
        if (campaign && isOfNoConcern(type)) {
            return;
        }
        Envelope<?> envelope;
        try {
            envelope = KafkaMessages.read(record.headers(), record.value());
        } catch (UnreadableMessage unreadable) {
            deadLetter(
                    record, from, Optional.ofNullable(unreadable.getMessage()).orElse("unreadable"));
            if (PLAN_CHUNK.equals(type)) {
                planIsUnreadable(record);
            }
            return;
        }
        switch (envelope.message()) {
            case CampaignEvent.Launched launched
            when campaign ->
                take(
                        record,
                        from,
                        launched.runId(),
                        new RunInput.Launch(launched, correlation(envelope)),
                        envelope,
                        launched.launchedBy());
            case CampaignEvent.PlanChunk chunk
            when campaign -> take(record, from, chunk.runId(), new RunInput.Plan(chunk), envelope, null);
            case CampaignEvent.CancelRequested cancel
            when campaign ->
                take(record, from, cancel.runId(), new RunInput.Cancel(cancel), envelope, cancel.requestedBy());
            case PermitMessage.PermitGranted granted
            when permits ->
                take(record, from, granted.runId(), new RunInput.Permit(granted), envelope, RunHistory.SOURCE);
            case PermitMessage.PermitDelayed delayed
            when permits ->
                take(record, from, delayed.runId(), new RunInput.Permit(delayed), envelope, RunHistory.SOURCE);
            case AttemptEvent event
            when !campaign && !permits -> {
                noticeBacklog(record);
                hear(event);
                take(
                        record,
                        from,
                        event.runId(),
                        new RunInput.Report(event, isQueueEmpty()),
                        envelope,
                        event.workerId().value());
            }
            default ->
                deadLetter(
                        record,
                        from,
                        "Expected a message of \"%s\", but found \"%s\"."
                                .formatted(from.topic(), MessageCatalog.wireNameOf(envelope.message())));
        }
    }

    private static boolean isOfNoConcern(@Nullable String type) {
        return type != null
                && !type.equals(LAUNCHED)
                && !type.equals(PLAN_CHUNK)
                && !type.equals(CANCEL_REQUESTED)
                && MessageCatalog.named(type)
                        .filter(entry -> entry.topic() == Topics.CAMPAIGN_EVENTS)
                        .isPresent();
    }

    private static String correlation(Envelope<?> launch) {
        String correlation = launch.correlationId();
        return correlation == null ? launch.id() : correlation;
    }

    private void planIsUnreadable(Record<String, byte[]> record) {
        String key = record.key();
        if (key != null && !key.isBlank() && key.length() <= 100) {
            StoredRun run = stores().run(RunId.of(key));
            carryOut(run, new RunInput.PlanUnreadable(), cause(run, header(record, "ce_id"), null, null));
        }
    }

    /** The broker's clock against ours: leases and deadlines wait until what workers said meanwhile is read. */
    private void noticeBacklog(Record<String, byte[]> record) {
        Instant now = now();
        if (now.isAfter(Instant.ofEpochMilli(record.timestamp()).plus(BEHIND))) {
            awakeSince = now;
        }
    }

    private boolean isQueueEmpty() {
        Instant seen = surroundings.queueSeenEmpty();
        return seen != null && now().isBefore(seen.plus(A_MOMENT));
    }

    private void hear(AttemptEvent event) {
        Instant now = now();
        switch (event) {
            case AttemptEvent.Heartbeat heartbeat -> heartbeat.slices().forEach(slice -> hear(event, slice, now));
            case AttemptEvent.SliceAccepted accepted -> hear(event, accepted.slice(), now);
            case AttemptEvent.TestStarted started -> hear(event, started.slice(), now);
            case AttemptEvent.ActionFinished finished -> hear(event, finished.slice(), now);
            case AttemptEvent.TestFinished finished -> hear(event, finished.slice(), now);
            case AttemptEvent.SliceReturned returned -> hear(event, returned.slice(), now);
            case AttemptEvent.CasesFinished cases -> hear(event, cases.slice(), now);
            case AttemptEvent.ArtifactStored artifact -> hear(event, artifact.slice(), now);
        }
    }

    private void hear(AttemptEvent event, long slice, Instant now) {
        leases.heard(new Leases.Key(event.runId(), slice), event.workerId(), now);
    }

    private void take(
            Record<String, byte[]> record,
            RecordMetadata from,
            RunId runId,
            RunInput input,
            Envelope<?> envelope,
            @Nullable String actor) {
        if (!runId.value().equals(record.key())) {
            deadLetter(
                    record,
                    from,
                    "Expected the record's key to be its run \"%s\", but found \"%s\".".formatted(runId, record.key()));
            return;
        }
        if (input instanceof RunInput.Report(AttemptEvent.Heartbeat heartbeat, boolean queueIsEmpty)) {
            return;
        }
        StoredRun run;
        try {
            run = stores().run(runId);
        } catch (IllegalStateException unreadable) {
            deadLetter(record, from, String.valueOf(unreadable.getMessage()));
            return;
        }
        String correlation = input instanceof RunInput.Launch launch ? launch.correlationId() : null;
        Cause cause = cause(run, envelope.id(), actor, envelope.traceParent());
        Cause whole = correlation == null
                ? cause
                : new Cause(correlation, cause.causationId(), cause.actor(), cause.traceParent());
        String refusal = carryOut(run, input, whole);
        if (refusal != null) {
            deadLetter(record, from, refusal);
        }
    }

    private static Cause cause(
            StoredRun run, @Nullable String causation, @Nullable String actor, @Nullable String traceParent) {
        RunFacts facts = switch (run.state()) {
            case RunState.Planning planning -> planning.facts();
            case RunState.Running running -> running.facts();
            case RunState.Ended ended -> null;
            case null -> null;
        };
        String decidedBy = actor != null ? actor : facts == null ? RunHistory.SOURCE : facts.launchedBy();
        return new Cause(facts == null ? null : facts.correlationId(), causation, decidedBy, traceParent);
    }

    // ---- the clock

    private void continueSteps() {
        for (RunId runId : unfinishedSteps.stream().limit(RUNS_AT_ONCE).toList()) {
            unfinishedSteps.remove(runId);
            onClock(runId, new RunInput.NextStep());
        }
    }

    private void lookAtTheClock() {
        Instant now = now();
        if (now.isAfter(lastLook.plus(DEAF))) {
            awakeSince = now;
        }
        lastLook = now;
        lookAtDeadlines(now);
        lookAtLeases(now);
    }

    /** What workers said while we did not listen is read first: a test that ended in time is not declared late. */
    private void lookAtDeadlines(Instant now) {
        if (now.isBefore(awakeSince.plus(CATCHING_UP))) {
            return;
        }
        deadlines.due(now).forEach(runId -> onClock(runId, new RunInput.DeadlineReached()));
    }

    private void lookAtLeases(Instant now) {
        if (leases.size() == 0) {
            return;
        }
        Instant reachable = surroundings.listeningSince();
        Instant listeningSince = reachable.isAfter(awakeSince) ? reachable : awakeSince;
        if (listeningSince.isAfter(now)) {
            return;
        }
        for (Leases.Due due : leases.due(now, listeningSince, surroundings.queueSeenEmpty())) {
            RunId runId = due.key().runId();
            long slice = due.key().slice();
            switch (due) {
                case Leases.Due.Silent silent -> {
                    log.warn(
                            "The worker of slice {} of run {} fell silent; what it left is queued again.",
                            slice,
                            runId);
                    onClock(runId, new RunInput.WorkerSilent(slice));
                }
                case Leases.Due.Unclaimed unclaimed -> {
                    log.warn(
                            "Slice {} of run {} left the queue and nobody accepted it; it is sent again.",
                            slice,
                            runId);
                    leases.sentAgain(due.key(), now);
                    onClock(runId, new RunInput.SliceUnclaimed(slice, unclaimed.before()));
                }
                case Leases.Due.Waiting waiting -> onClock(runId, new RunInput.SliceWaits(slice));
            }
        }
    }

    private void onClock(RunId runId, RunInput input) {
        StoredRun run = stores().run(runId);
        String refusal = carryOut(run, input, cause(run, null, RunHistory.SOURCE, null));
        if (refusal != null) {
            log.error("Expected to carry run {} on, but could not: {}", runId, refusal);
        }
    }

    // ---- decisions

    /** Builds everything before it changes anything, so that what fails has changed nothing. Returns why the input was refused, or null. */
    private @Nullable String carryOut(StoredRun run, RunInput input, Cause cause) {
        Instant now = now();
        List<Decision> decisions;
        RunHistory history = new RunHistory(run.end(), cause, now);
        try {
            decisions = decider.decide(run, input, now);
            for (Decision decision : decisions) {
                switch (decision) {
                    case Decision.Happened(var event) -> history.append(event);
                    case Decision.Dispatched(var slice) -> history.append(slice);
                    case Decision.Extended(var extension) -> history.append(extension);
                    case Decision.Ordered(var order) -> history.append(order);
                    case Decision.PermitRequested(var request) -> history.append(request);
                    case Decision.Refused(String why) -> {
                        return why;
                    }
                    default -> {}
                }
            }
        } catch (KafkaException ofTheirs) {
            throw ofTheirs;
        } catch (RuntimeException impossible) {
            log.error("Expected to decide on run {}, but could not.", run.runId(), impossible);
            return Optional.ofNullable(impossible.getMessage()).orElse("Expected to decide, but could not.");
        }
        if (decisions.isEmpty()) {
            return null;
        }
        RunState state = run.state();
        for (Decision decision : decisions) {
            switch (decision) {
                case Decision.Happened(var event) -> meters.happened(event);
                case Decision.RunBecomes(RunState becomes) -> state = becomes;
                case Decision.TestBecomes(var test) -> run.write(test);
                case Decision.TestForgotten(int turn) -> run.forgetTest(turn);
                case Decision.TestsForgotten() -> run.forgetTests();
                case Decision.SliceBecomes(var slice) -> {
                    run.write(slice);
                    rememberLease(run.runId(), slice, now);
                }
                case Decision.SliceForgotten(long number) -> {
                    run.forgetSlice(number);
                    leases.remove(new Leases.Key(run.runId(), number));
                }
                case Decision.Fenced(var why) -> meters.fenced(why);
                case Decision.Dispatched dispatched -> {}
                case Decision.Extended extended -> {}
                case Decision.Ordered ordered -> {}
                case Decision.PermitRequested requested -> {}
                case Decision.Refused refused -> {}
            }
        }
        HistoryEnd end = history.end();
        if (state != null && (state != run.state() || !end.equals(run.end()))) {
            run.write(state, end);
            remember(run.runId(), state);
        }
        for (ProducerRecord<String, byte[]> record : history.records()) {
            context()
                    .forward(
                            new Record<>(record.key(), record.value(), record.timestamp(), record.headers()),
                            record.topic());
        }
        if (state instanceof RunState.Running running && running.held() == 0 && isAwaited(decisions)) {
            context().commit();
        }
        return null;
    }

    /** Whether workers have nothing of the run until they hear of this: it does not wait for others to share its commit. */
    private static boolean isAwaited(List<Decision> decisions) {
        return decisions.stream()
                .anyMatch(decision ->
                        decision instanceof Decision.Dispatched || decision instanceof Decision.PermitRequested);
    }

    private void rememberLease(RunId runId, SliceEntry slice, Instant now) {
        if (slice.phase() != SliceEntry.Phase.ASKED) {
            leases.put(new Leases.Key(runId, slice.number()), slice.worker(), slice.delaySaid(), now);
        }
    }

    private void remember(RunId runId, RunState state) {
        deadlines.put(runId, decider.nextDeadline(state));
        if (state instanceof RunState.Running running && running.hasMoreToStop()) {
            unfinishedSteps.add(runId);
        }
    }

    // ---- the rest

    private void deadLetter(Record<String, byte[]> record, RecordMetadata from, String cause) {
        started(deadLetters).put(record, from, cause);
    }

    private static @Nullable String header(Record<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String wireName(Class<? extends Message> type) {
        return MessageCatalog.entryOf(type).wireName();
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private ProcessorContext<String, byte[]> context() {
        return started(context);
    }

    private CoordinatorStores stores() {
        return started(stores);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("Expected the coordinator to be started, but it is not.");
        }
        return part;
    }
}
