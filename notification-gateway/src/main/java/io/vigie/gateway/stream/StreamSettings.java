package io.vigie.gateway.stream;

import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The bounds of the live streams.
 *
 * @param kafka bootstrap servers
 * @param timeZone the zone of the clock in front of log lines; empty for the machine's
 * @param heartbeat how often a silent stream says that it lives
 * @param ping how often a stream of a trial says that it lives
 * @param warmUp how far back the topics are read at the start, so that clients of the gateway before find their place in memory
 * @param keptBytes how much of the topics' end is kept in memory, in bytes
 * @param keptEntriesPerRun how many records of one run are kept in memory
 * @param waitingEntries how many records may wait for one subscription before it is cut
 * @param waitingBytes how much may wait for one subscription before it is cut, in bytes
 * @param stalled how long a connection may take nothing at all while something waits, before it is cut
 * @param afterTheEnd how long a stream stays open after the run's last event, for log lines that come late
 * @param connections how many connections there may be in all
 * @param connectionsPerUser how many connections one user may have
 * @param joinsPerConnection how many runs and campaigns one WebSocket may watch
 * @param pastReaders how many readers of the past may work at a time
 * @param authenticateWithin how long a WebSocket without a token may take to send one
 */
@ConfigurationProperties("vigie.live")
public record StreamSettings(
        @DefaultValue("127.0.0.1:9092") String kafka,
        @DefaultValue("") String timeZone,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("30s") Duration ping,
        @DefaultValue("2m") Duration warmUp,
        @DefaultValue("33554432") long keptBytes,
        @DefaultValue("5000") int keptEntriesPerRun,
        @DefaultValue("2000") int waitingEntries,
        @DefaultValue("4194304") long waitingBytes,
        @DefaultValue("30s") Duration stalled,
        @DefaultValue("1s") Duration afterTheEnd,
        @DefaultValue("5000") int connections,
        @DefaultValue("200") int connectionsPerUser,
        @DefaultValue("100") int joinsPerConnection,
        @DefaultValue("8") int pastReaders,
        @DefaultValue("5s") Duration authenticateWithin) {

    ZoneId zone() {
        return timeZone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(timeZone.strip());
    }
}
