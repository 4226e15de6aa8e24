package io.vigie.actions.kafka;

import io.vigie.actions.check.Found;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A message of a topic, its bytes read as UTF-8.
 *
 * @param timestamp milliseconds since 1970
 * @param key {@code null} when it has none
 * @param value {@code null} for a record that deletes its key
 * @param headers of several of one name the last
 * @param size in bytes
 */
record Message(
        int partition,
        long offset,
        long timestamp,
        @Nullable String key,
        @Nullable String value,
        Map<String, @Nullable Object> headers,
        long size) {

    static Message of(ConsumerRecord<byte[], byte[]> read) {
        Map<String, @Nullable Object> headers = new LinkedHashMap<>();
        long size = Math.max(0, read.serializedKeySize()) + (long) Math.max(0, read.serializedValueSize());
        for (Header header : read.headers()) {
            byte[] bytes = header.value();
            size += header.key().length() + (bytes == null ? 0L : bytes.length);
            headers.put(header.key(), text(bytes));
        }
        return new Message(
                read.partition(), read.offset(), read.timestamp(), text(read.key()), text(read.value()), headers, size);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** What expectations can look at. */
    Map<String, Found> found() {
        Map<String, Found> found = new LinkedHashMap<>();
        found.put("key", key == null ? Found.NOTHING : Found.of(key));
        found.put("value", value == null ? Found.NOTHING : Found.of(value));
        found.put("headers", Found.of(headers));
        found.put("partition", Found.of(partition));
        found.put("offset", Found.of(offset));
        found.put("timestamp", Found.of(timestamp));
        return found;
    }
}
