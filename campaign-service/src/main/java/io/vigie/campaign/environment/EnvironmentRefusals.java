package io.vigie.campaign.environment;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.List;

/** The sentences with which this room says no. */
final class EnvironmentRefusals {

    private static final Text A_FREE_KEY = Text.of("une clé libre", "a free key");

    private EnvironmentRefusals() {}

    static Refusal rootMissing(String key) {
        return Refusal.badRequest(Text.of(
                                "La variable racine %s doit être préalablement créée",
                                "The root variable %s must be created first")
                        .with(key))
                .at("key", Text.of("la clé d'une variable racine", "the key of a root variable"), Fault.shown(key))
                .named("root-variable-missing");
    }

    static Refusal rootTaken(String key) {
        return Refusal.badRequest(
                        Text.of("La variable racine '%s' existe déjà", "The root variable '%s' exists already")
                                .with(key))
                .at("key", A_FREE_KEY, Fault.shown(key))
                .named("variable-taken");
    }

    static Refusal taken(String key, String environment) {
        return Refusal.badRequest(Text.of(
                                "La variable '%s' existe déjà pour la filière '%s'",
                                "The variable '%s' exists already for the environment '%s'")
                        .with(key, environment))
                .at("key", A_FREE_KEY, Fault.shown(key))
                .named("variable-taken");
    }

    static Refusal stillValued(String key, List<String> environments) {
        String names = String.join(", ", environments);
        return Refusal.badRequest(Text.of(
                                "La variable racine '%s' est encore utilisée par les filières : %s",
                                "The root variable '%s' is still used by the environments: %s")
                        .with(key, names))
                .at(
                        "key",
                        Text.of("une variable racine sans valeur", "a root variable without values"),
                        Text.of("des valeurs pour : %s", "values for: %s").with(names))
                .named("root-variable-in-use");
    }

    static Refusal unknown() {
        return Refusal.notFound("Variable non trouvée", "Variable not found").named("variable-unknown");
    }

    static Refusal unknownEnvironment(String name) {
        return Refusal.notFound("Filière non trouvée", "Environment not found")
                .at("filiere", Text.of("une filière existante", "an existing environment"), Fault.shown(name))
                .named("environment-unknown");
    }

    static Refusal full(Text expected, Text found) {
        return Refusal.badRequest("La filière est pleine", "The environment is full")
                .at("filiere", expected, found)
                .named("environment-full");
    }
}
