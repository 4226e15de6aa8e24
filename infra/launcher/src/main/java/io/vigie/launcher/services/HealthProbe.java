package io.vigie.launcher.services;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;

/** Asks a service whether it is healthy: only {@code 200} from {@code GET /health} is a yes. */
final class HealthProbe {

    private static final int PATIENCE_MILLIS = 2000;

    private final URI address;

    HealthProbe(int port) {
        this.address = URI.create("http://127.0.0.1:%d/health".formatted(port));
    }

    boolean healthy() {
        HttpURLConnection connection = null;
        try {
            URL url = address.toURL();
            // Never through a proxy that the environment names: it is this machine.
            connection = (HttpURLConnection) url.openConnection(java.net.Proxy.NO_PROXY);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException silent) {
            return false;
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }
}
