package io.vigie.actions.pause;

import static io.vigie.action.ParameterDescription.optionalChoice;
import static io.vigie.action.ParameterDescription.required;

import io.vigie.action.Action;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Waits, up to one hour, and can be interrupted at once. Always passes. */
public final class PauseAction implements Action {

    private static final Duration LONGEST = Duration.ofHours(1);

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "pause",
            List.of("PauseAction"),
            Localized.of("Pause", "Pause"),
            Localized.of(
                    "Attend avant de passer à l'action suivante, une heure au plus.",
                    "Waits before the next action, one hour at most."),
            List.of(
                    required("duration", ValueKind.NUMBER, Localized.of("Durée", "Duration"))
                            .between(0, LONGEST.toMillis())
                            .withHelp(
                                    "Une heure au plus, fractions permises : 0.5.",
                                    "One hour at most, fractions allowed: 0.5."),
                    optionalChoice("unit", Localized.of("Unité", "Unit"), List.of("seconds", "milliseconds"))
                            .withDefault("seconds")),
            List.of(),
            null,
            List.of(
                    new ActionExample(
                            Localized.of("Attendre une demi-seconde", "Wait half a second"), Map.of("duration", 0.5)),
                    new ActionExample(
                            Localized.of("Attendre 50 millisecondes", "Wait 50 milliseconds"),
                            Map.of("duration", 50, "unit", "milliseconds"))));

    private enum Unit {
        SECONDS(1_000_000_000L),
        MILLISECONDS(1_000_000L);

        private final BigDecimal nanos;

        Unit(long nanos) {
            this.nanos = BigDecimal.valueOf(nanos);
        }
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        Unit unit = parameters.choice("unit", Unit.class);
        BigDecimal nanos = parameters.number("duration").multiply(unit.nanos);
        if (nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0) {
            throw parameters.refuse("duration", "one hour at most");
        }
        context.log("pause: " + parameters.text("duration") + " " + unit.name().toLowerCase(Locale.ROOT));
        Thread.sleep(Duration.ofNanos(nanos.longValue()));
        return ActionResult.passed();
    }
}
