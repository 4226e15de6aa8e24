package io.vigie.testclient.storm;

import io.vigie.testclient.Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Watches one report by Server-Sent Events, as an {@code EventSource} does. */
final class SseWatcher extends Watcher {

    private final SeenReport report;

    SseWatcher(Client client, String run, long seed) {
        super(client, List.of(run), seed);
        this.report = reports().iterator().next();
    }

    @Override
    String transport() {
        return "SSE";
    }

    @Override
    void watchOnce() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(client.url() + "/api/rapports/" + report.run() + "/stream"))
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofMillis(LONGEST_SILENCE_MILLIS))
                .header("Authorization", "Bearer " + client.token())
                .header("Accept", "text/event-stream");
        if (!report.lastId().isEmpty()) {
            request.header("Last-Event-ID", report.lastId());
        }
        HttpResponse<InputStream> response = Client.HTTP.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case 200 -> read(body);
                case 204 -> report.ended();
                default -> throw new IOException("answered " + response.statusCode());
            }
        }
    }

    private void read(InputStream body) throws IOException {
        AtomicLong last = new AtomicLong(System.nanoTime());
        Thread watch = Thread.startVirtualThread(() -> endWhenSilent(body, last));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String name = "message";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard();
                last.set(System.nanoTime());
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        report.take(name, id, Client.JSON.readTree(data.toString()));
                    }
                    id = "";
                    name = "message";
                    data.setLength(0);
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                }
            }
        } finally {
            watch.interrupt();
        }
    }

    private static void endWhenSilent(InputStream body, AtomicLong last) {
        try {
            while (System.nanoTime() - last.get() < TimeUnit.MILLISECONDS.toNanos(LONGEST_SILENCE_MILLIS)) {
                TimeUnit.MILLISECONDS.sleep(500);
            }
            body.close();
        } catch (InterruptedException ended) {
            // The reader has ended by itself.
        } catch (IOException gone) {
            // It is closed.
        }
    }
}
