package io.vigie.actions.http;

import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import io.vigie.actions.place.Confined;
import io.vigie.actions.place.FileName;
import java.io.IOException;
import java.net.CookieStore;
import java.net.HttpCookie;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one attempt, kept in its work directory from one step to the next. Whoever can write there can write cookies too: that
 * is the test itself.
 */
final class CookieFile {

    private static final FileName NAME = new FileName(List.of(".vigie-cookies.json"));
    private static final int MOST_BYTES = 256 * 1024;

    private final Confined directory;

    CookieFile(Path workDirectory) {
        this.directory = new Confined(workDirectory);
    }

    /** Fills a store with what earlier steps kept; what cannot be read counts as nothing. */
    void load(CookieStore store) throws InterruptedException {
        if (directory.find(NAME).isEmpty()) {
            return;
        }
        try (Confined.Reading reading = directory.read(NAME)) {
            String text = new String(reading.stream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            if (Json.read(text).orElse(Found.NOTHING).value() instanceof List<?> kept) {
                kept.forEach(one -> add(store, one));
            }
        } catch (IOException unreadable) {
            // Then the step begins without cookies, as the first one does.
        }
    }

    private static void add(CookieStore store, @Nullable Object kept) {
        if (!(kept instanceof Map<?, ?> members)
                || !(members.get("name") instanceof String name)
                || !(members.get("value") instanceof String value)
                || !(members.get("domain") instanceof String domain)) {
            return;
        }
        try {
            HttpCookie cookie = new HttpCookie(name, value);
            cookie.setVersion(0);
            cookie.setPath(members.get("path") instanceof String path ? path : "/");
            cookie.setSecure(Boolean.TRUE.equals(members.get("secure")));
            cookie.setHttpOnly(true);
            cookie.setMaxAge(members.get("max_age") instanceof Number age ? age.longValue() : -1);
            cookie.setDomain(domain);
            store.add(URI.create("http://" + (domain.startsWith(".") ? domain.substring(1) : domain)), cookie);
        } catch (IllegalArgumentException noCookie) {
            // Left out.
        }
    }

    /** Keeps what a store holds. */
    void save(CookieStore store) throws InterruptedException {
        List<Map<String, @Nullable Object>> kept = new ArrayList<>();
        for (HttpCookie cookie : store.getCookies()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("name", cookie.getName());
            one.put("value", cookie.getValue());
            one.put("domain", cookie.getDomain());
            one.put("path", cookie.getPath());
            one.put("secure", cookie.getSecure());
            one.put("max_age", cookie.getMaxAge());
            kept.add(one);
        }
        byte[] text = Json.write(kept).getBytes(StandardCharsets.UTF_8);
        if (text.length > MOST_BYTES) {
            return;
        }
        try (Confined.Writing writing = directory.write(NAME)) {
            writing.stream().write(text);
            writing.finish();
        } catch (IOException refused) {
            throw Confined.explained("write", NAME, refused);
        }
    }
}
