package io.vigie.gateway.stream.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.gateway.stream.CampaignRooms;
import io.vigie.gateway.stream.CampaignRuns;
import io.vigie.gateway.stream.Entries;
import io.vigie.gateway.stream.Following;
import io.vigie.gateway.stream.LiveRuns;
import io.vigie.gateway.stream.RunHistory;
import io.vigie.gateway.stream.StreamSettings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What follows the topics, and what reads their past. */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

    @Bean
    Consumers consumers(StreamSettings settings) {
        return new Consumers(settings.kafka());
    }

    @Bean
    RecordReading recordReading(Entries entries, MeterRegistry meters) {
        return new RecordReading(entries, meters);
    }

    @Bean
    LiveTail liveTail(
            Consumers consumers,
            RecordReading reading,
            LiveRuns live,
            CampaignRuns campaigns,
            StreamSettings settings,
            Clock clock) {
        return new LiveTail(consumers, reading, live, campaigns, settings.warmUp(), clock);
    }

    @Bean
    CampaignTail campaignTail(Consumers consumers, CampaignRooms rooms) {
        return new CampaignTail(consumers, rooms);
    }

    @Bean
    Following following(LiveTail tail) {
        return tail::isFollowing;
    }

    @Bean
    RunHistory runHistory(Consumers consumers, RecordReading reading, LiveTail tail, StreamSettings settings) {
        return new KafkaRunHistory(consumers, reading, tail, settings.pastReaders());
    }
}
