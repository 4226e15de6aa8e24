package io.vigie.execution.publishing;

import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.Localized;
import io.vigie.action.OutputDescription;
import io.vigie.action.ParameterDescription;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.definition.Definition.Example;
import io.vigie.contracts.definition.Definition.Label;
import io.vigie.contracts.definition.Definition.Output;
import io.vigie.contracts.definition.Definition.Parameter;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what each action says about itself on {@code vigie.actions.v1}, keyed by its type, so that forms, documentation and
 * validation elsewhere come from the plug-ins that will run. Said at each start of a worker; saying the same again changes nothing.
 */
public final class ActionCatalogForwarder {

    private static final Logger log = LoggerFactory.getLogger(ActionCatalogForwarder.class);

    private final AttemptForwarder forwarder;

    public ActionCatalogForwarder(AttemptForwarder forwarder) {
        this.forwarder = forwarder;
    }

    /** @return done when all of them are durable */
    public CompletableFuture<Void> publish(Collection<ActionDescription> actions) {
        return CompletableFuture.allOf(actions.stream()
                        .map(ActionCatalogForwarder::definition)
                        .map(definition -> forwarder.send(definition.key(), definition, null))
                        .toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        log.error(
                                "Expected to publish the catalogue of actions, but it could not be delivered.",
                                failure);
                    }
                });
    }

    /** The contract's form of a description. */
    static ActionDefinition definition(ActionDescription action) {
        return new ActionDefinition(
                ProjectId.COMMON,
                action.type(),
                action.aliases(),
                label(action.title()),
                label(action.description()),
                action.parameters().stream()
                        .map(ActionCatalogForwarder::parameter)
                        .toList(),
                action.outputs().stream().map(ActionCatalogForwarder::output).toList(),
                action.outputsNamedBy(),
                action.examples().stream().map(ActionCatalogForwarder::example).toList());
    }

    private static Parameter parameter(ParameterDescription parameter) {
        return new Parameter(
                parameter.name(),
                parameter.kind().wireName(),
                label(parameter.label()),
                parameter.help() == null ? null : label(parameter.help()),
                parameter.required(),
                parameter.defaultValue(),
                parameter.choices(),
                parameter.minimum(),
                parameter.maximum(),
                parameter.fields().stream()
                        .map(ActionCatalogForwarder::parameter)
                        .toList(),
                parameter.secret());
    }

    private static Output output(OutputDescription output) {
        return new Output(output.name(), output.kind().wireName(), label(output.description()));
    }

    private static Example example(ActionExample example) {
        return new Example(label(example.title()), example.value());
    }

    private static Label label(Localized words) {
        return new Label(words.fr(), words.en());
    }
}
