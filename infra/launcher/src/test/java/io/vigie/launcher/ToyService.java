package io.vigie.launcher;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The smallest program that keeps the contract of a service: it takes its port from the environment and answers {@code GET /health}. */
public final class ToyService {

    private ToyService() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(System.getenv("SERVER_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        byte[] healthy = "{\"status\":\"healthy\"}".getBytes(StandardCharsets.UTF_8);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(200, healthy.length);
            exchange.getResponseBody().write(healthy);
            exchange.close();
        });
        server.start();
        System.out.println("toy service with " + (System.getenv("VIGIE_DATABASE_URL") == null ? "no" : "a")
                + " database, files in "
                + System.getenv("VIGIE_STORAGE_DIRECTORY") + ", tests kept from "
                + System.getenv("VIGIE_DENIED_TARGETS") + ", in "
                + (System.getenv("VIGIE_ROLES") == null
                        ? "every role"
                        : "the role of " + System.getenv("VIGIE_ROLES")));
    }
}
