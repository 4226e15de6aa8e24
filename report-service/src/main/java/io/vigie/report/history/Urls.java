package io.vigie.report.history;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Writes the address of a list's next part: the same filters, whatever their values hold. */
final class Urls {

    private Urls() {}

    static UriComponentsBuilder with(EventFilter filter, String path) {
        UriComponentsBuilder url = UriComponentsBuilder.fromPath(path);
        add(url, "run", filter.run());
        add(url, "project", filter.project());
        add(url, "test", filter.test());
        add(url, "attempt", filter.attempt());
        add(url, "actor", filter.actor());
        filter.types().forEach(type -> add(url, "type", type));
        add(url, "since", filter.since());
        add(url, "until", filter.until());
        return url;
    }

    private static void add(UriComponentsBuilder url, String name, @Nullable Object value) {
        if (value != null) {
            url.queryParam(name, UriUtils.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }

    static String text(UriComponentsBuilder url) {
        return url.build(true).toUriString();
    }
}
