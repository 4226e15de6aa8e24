package io.vigie.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.service.health.Readiness;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.env.Environment;

class HealthAndPagingTests extends OverARealPort {

    @Autowired
    AtomicReference<Readiness> broker;

    @Autowired
    Environment environment;

    @AfterEach
    void brokerIsBack() {
        broker.set(Readiness.ok());
    }

    @Test
    void answersHealthWithoutAToken() {
        var answer = send(to("/health").header("Authorization", "garbage"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.http().body())
                .matches(
                        "\\{\"status\":\"healthy\",\"service\":\"sample-service\",\"version\":\"\\d+\\.\\d+\\.\\d+\"}");
    }

    @Test
    void tellsWhyItIsNotHealthyAnyMore() {
        send(to("/health"));
        broker.set(Readiness.notReady("no broker answers"));

        var answer = send(to("/health"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.http().body())
                .startsWith("{\"status\":\"unhealthy\",\"reason\":\"kafka: no broker answers\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'',                     1,  20, 45, 3, true,  false",
        "?page=2,                2,  20, 45, 3, true,  true",
        "?page=3,                3,  20, 45, 3, false, true",
        "?page=99,               3,  20, 45, 3, false, true",
        "?page=0,                1,  20, 45, 3, true,  false",
        "?page=-5,               1,  20, 45, 3, true,  false",
        "?page_size=1000,        1, 100, 45, 1, false, false",
        "?page_size=0,           1,   1, 45, 45, true, false",
        "?page=99999999999999999,3,  20, 45, 3, false, true",
        "?count=0,               1,  20,  0, 1, false, false",
        "?count=0&page=7,        1,  20,  0, 1, false, false",
        "?count=40&page=2,       2,  20, 40, 2, false, true",
    })
    void wrapsAPage(String query, int page, int size, int items, int pages, boolean next, boolean previous) {
        var answer = send(asUser("/api/things" + query));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("pagination").toString())
                .isEqualTo("{\"current_page\":" + page + ",\"page_size\":" + size + ",\"total_items\":" + items
                        + ",\"total_pages\":" + pages + ",\"has_next\":" + next + ",\"has_prev\":" + previous + "}");
        assertThat(answer.body().path("data").size()).isEqualTo(Math.min(size, items - (page - 1) * size));
    }

    @Test
    void servesOnVirtualThreadsAndOnLoopbackOnly() {
        assertThat(send(asUser("/api/thread")).http().body()).isEqualTo("{\"virtual\":true}");
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
    }

    @Test
    void leavesAnApplicationWithoutAWebServerAlone() {
        try (var application = new SpringApplicationBuilder(SampleService.class)
                .web(WebApplicationType.NONE)
                .properties("sample.signer=http://127.0.0.1:1")
                .run()) {
            assertThat(application.containsBean("sessions")).isFalse();
        }
    }

    @Test
    void refusesAPageThatIsNoNumber() {
        var answer = send(asUser("/api/things?page=deux"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("page|un nombre entier|\"deux\"");
    }
}
