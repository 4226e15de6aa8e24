package io.vigie.bench.fanout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** When the gateway read which record, as its own flight recorder wrote it down. */
public final class ReadTimes {

    /** What the recorder of a gateway is told: nothing but this one event. */
    public static final String OPTION =
            "-XX:StartFlightRecording:name=bench,settings=none,+io.vigie.gateway.RecordRead#enabled=true,dumponexit=false";

    private static final String EVENT = "io.vigie.gateway.RecordRead";
    private static final String LOGS = "vigie.test-logs.v1";

    private final Map<Long, Long> micros = new HashMap<>();

    private ReadTimes() {}

    public static ReadTimes of(OwnPrograms.Started gateway, Path folder) throws IOException {
        Path file = folder.resolve("read.jfr");
        gateway.cost().jcmd("JFR.dump", "name=bench", "filename=" + file);
        ReadTimes times = new ReadTimes();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                times.add(recording.readEvent());
            }
        }
        return times;
    }

    private void add(RecordedEvent event) {
        if (event.getEventType().getName().equals(EVENT)) {
            micros.put(
                    HistoryWriter.Written.place(
                            event.getString("topic").equals(LOGS), event.getInt("partition"), event.getLong("offset")),
                    event.getLong("readMicros"));
        }
    }

    /** When the record at a {@link HistoryWriter.Written#place place} was read, or -1 when it was not. */
    public long micros(long place) {
        return micros.getOrDefault(place, -1L);
    }
}
