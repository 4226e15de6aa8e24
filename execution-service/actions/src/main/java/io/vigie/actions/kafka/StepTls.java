package io.vigie.actions.kafka;

import io.vigie.actions.reach.Trust;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.jspecify.annotations.Nullable;

/** Makes a client's TLS believe what the step believes. The client makes it by its class and hands it the settings. */
public final class StepTls implements SslEngineFactory {

    /** The setting that holds the {@link Trust}. */
    static final String TRUST = "vigie.trust";

    private @Nullable Trust trust;

    /** For the client alone. */
    public StepTls() {}

    @Override
    public void configure(Map<String, ?> settings) {
        trust = (Trust) settings.get(TRUST);
    }

    @Override
    public SSLEngine createClientSslEngine(String host, int port, String endpointIdentification) {
        Trust own = Objects.requireNonNull(trust, "Expected to know whom to trust, but nobody said it.");
        SSLEngine engine = own.context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        if (own.isVerified()) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    @Override
    public SSLEngine createServerSslEngine(String host, int port) {
        throw new UnsupportedOperationException("This is for clients alone.");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> settings) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {}
}
