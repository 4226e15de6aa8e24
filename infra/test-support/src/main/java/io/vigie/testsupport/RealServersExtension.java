package io.vigie.testsupport;

import io.vigie.testsupport.kafka.KafkaBroker;
import io.vigie.testsupport.postgres.Database;
import io.vigie.testsupport.postgres.PostgresServer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Prepares the servers before the class and resolves the parameters that name them. */
final class RealServersExtension implements BeforeAllCallback, ParameterResolver {

    @Override
    public void beforeAll(ExtensionContext context) {
        RealServers.preparedFor(context.getRequiredTestClass());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KafkaBroker.class || type == PostgresServer.class || type == Database.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RealServers servers = RealServers.preparedFor(context.getRequiredTestClass());
        Class<?> type = parameter.getParameter().getType();
        if (type == KafkaBroker.class) {
            return servers.kafka();
        }
        return type == Database.class ? servers.database() : servers.postgres();
    }
}
