package io.vigie.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class StartedCheckTests {

    @Test
    void isNotReadyBeforeWhatRunsAtTheStartHasRun() {
        try (var context = new SpringApplicationBuilder(Starting.class)
                .web(WebApplicationType.NONE)
                .run()) {
            assertThat(context.getBean(Seen.class).during.get()).isInstanceOf(Readiness.NotReady.class);
            assertThat(context.getBean(StartedCheck.class).check()).isEqualTo(Readiness.ok());
        }
    }

    record Seen(AtomicReference<Readiness> during) {}

    @Configuration(proxyBeanMethods = false)
    static class Starting {

        @Bean
        StartedCheck startedCheck() {
            return new StartedCheck();
        }

        @Bean
        Seen seen() {
            return new Seen(new AtomicReference<>());
        }

        @Bean
        ApplicationRunner firstUser(StartedCheck started, Seen seen) {
            return arguments -> seen.during().set(started.check());
        }
    }
}
