package io.vigie.campaign.environment;

import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.secret.SecretSeal;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The data key of each environment, wrapped by the master key. It is no event: destroying the row makes every secret of the environment
 * unreadable, in history too.
 */
@Component
public class DataKeys {

    private final JdbcClient jdbc;
    private final SecretSeal master;

    DataKeys(JdbcClient jdbc, SecretSeal master) {
        this.jdbc = jdbc;
        this.master = master;
    }

    /** The wrapped data key, or nothing when the environment never had a secret or its key was destroyed. */
    public Optional<String> wrapped(EnvironmentId environment) {
        return jdbc.sql("SELECT wrapped_key FROM environment_data_key WHERE environment_id = ?")
                .param(environment.value())
                .query(String.class)
                .optional();
    }

    /** Seals a value for its key, under a data key that is made when the first secret comes. */
    String seal(EnvironmentId environment, String key, String secret) {
        return keyOf(environment).seal(secret, key);
    }

    private SecretSeal keyOf(EnvironmentId environment) {
        String wrapped = wrapped(environment).orElseGet(() -> make(environment));
        return master.unwrap(wrapped, environment.value());
    }

    private String make(EnvironmentId environment) {
        jdbc.sql("INSERT INTO environment_data_key (environment_id, wrapped_key, created_at) VALUES (?, ?, now())"
                        + " ON CONFLICT DO NOTHING")
                .param(environment.value())
                .param(master.newWrappedDataKey(environment.value()))
                .update();
        return wrapped(environment).orElseThrow();
    }
}
