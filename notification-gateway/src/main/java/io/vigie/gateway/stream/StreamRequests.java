package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.errors.Problem;
import io.vigie.gateway.stream.RunStream.Sources;
import io.vigie.gateway.stream.RunStream.Viewer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Opens streams as clients ask for them, over whatever wire. */
@Component
final class StreamRequests {

    private final Sources sources;

    StreamRequests(Sources sources) {
        this.sources = sources;
    }

    /** The run that a client names. Ends with a {@code Refusal} when it is no id. */
    static RunId run(String text) {
        return RunIds.parse(text)
                .orElseThrow(() -> Problem.of(
                                HttpStatus.BAD_REQUEST,
                                "Identifiant de rapport malformé",
                                "Malformed report identifier")
                        .at("rapport_id", "a UUID in lower case", text)
                        .asRefusal());
    }

    /** The position that a client names, or null for none. Ends with a {@code Refusal} when it is no position. */
    static @Nullable StreamPosition position(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return StreamPosition.parse(text.strip())
                .orElseThrow(() -> Problem.of(
                                HttpStatus.BAD_REQUEST,
                                "Identifiant d'événement malformé",
                                "Malformed event identifier")
                        .at("after", "the id of an event of this stream", text)
                        .asRefusal());
    }

    /** A stream after a position, or with a snapshot first. */
    Mono<RunStream> open(RunId run, @Nullable StreamPosition after, Viewer viewer) {
        Mono<RunStream> stream = after == null
                ? sources.snapshots()
                        .of(run, viewer.token())
                        .map(snapshot -> RunStream.fresh(sources, run, viewer, snapshot))
                : sources.snapshots()
                        .permit(run, viewer.token())
                        .then(Mono.fromSupplier(() -> RunStream.resumed(sources, run, viewer, after)));
        // Else whoever watches holds on to all that it took to ask for the report.
        return stream.onTerminateDetach();
    }
}
