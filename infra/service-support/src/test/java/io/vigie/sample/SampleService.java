package io.vigie.sample;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.service.Text;
import io.vigie.service.health.Readiness;
import io.vigie.service.health.ReadinessCheck;
import io.vigie.service.identity.AdminOnly;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.identity.OpenPaths;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import io.vigie.service.refusal.Refusal;
import io.vigie.service.refusal.Required;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@SpringBootConfiguration
@EnableAutoConfiguration
@Import(SampleService.Launches.class)
class SampleService {

    enum Colour {
        @JsonProperty("red")
        RED,
        @JsonProperty("blue")
        BLUE
    }

    record Action(@Nullable String type, @Nullable Object value) {}

    record Launch(
            @JsonProperty("campain_id") @Nullable String campaign,
            @Nullable String name,
            @Nullable String filiere,
            @JsonProperty("stop_on_failure") @Nullable Boolean stopOnFailure,
            @Nullable Integer parallelism,
            @Nullable UUID id,
            @Nullable Colour colour,
            @Nullable List<Action> actions,
            @Nullable Map<String, String> headers) {}

    @RestController
    static class Launches {

        @PostMapping("/api/launches")
        @ResponseStatus(HttpStatus.CREATED)
        Map<String, Object> launch(@RequestBody Launch launch, CurrentUser user, Locale locale) {
            var required = Required.fields();
            required.text("campain_id", launch.campaign());
            required.text("name", launch.name());
            required.text("filiere", launch.filiere());
            required.check();
            return Map.of("message", Text.of("Lancé", "Launched").in(locale), "by", user.id());
        }

        @PostMapping("/api/echo")
        Map<String, Object> echo(@RequestBody Map<String, Object> body) {
            return body;
        }

        @PostMapping("/api/login")
        Map<String, String> login(@RequestBody Map<String, Object> body) {
            return Map.of("message", "Authentification réussie");
        }

        @GetMapping("/api/me")
        CurrentUser me(CurrentUser user) {
            return user;
        }

        @GetMapping("/api/nobody")
        CurrentUser nobody(CurrentUser user) {
            return user;
        }

        @AdminOnly
        @GetMapping("/api/admin")
        Map<String, Boolean> admin() {
            return Map.of("admin", true);
        }

        @GetMapping("/api/things/{id}")
        Map<String, UUID> thing(@PathVariable UUID id) {
            return Map.of("id", id);
        }

        @GetMapping("/api/things")
        Page<Integer> things(Paging paging, @RequestParam(defaultValue = "45") int count) {
            return Page.cut(IntStream.range(0, count).boxed().toList(), paging);
        }

        @GetMapping("/api/of")
        Map<String, String> of(@RequestParam("campain_id") String campaign) {
            return Map.of("campain_id", campaign);
        }

        @GetMapping("/api/thread")
        Map<String, Boolean> thread() {
            return Map.of("virtual", Thread.currentThread().isVirtual());
        }

        @GetMapping("/api/broken")
        void broken() {
            throw new IllegalStateException("password=hunter2");
        }

        @GetMapping("/api/half")
        void half(HttpServletResponse response) throws IOException {
            response.getOutputStream().write("one line of two\n".getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
            throw new IllegalStateException("the second line cannot be read");
        }

        @GetMapping("/api/refused")
        void refused() {
            throw Refusal.badRequest("Un rapport avec ce nom existe déjà", "A report with this name already exists")
                    .named("report-name-taken");
        }
    }

    @Bean
    OpenPaths open() {
        return OpenPaths.of("POST /api/login", "GET /api/nobody");
    }

    @Bean
    AtomicReference<Readiness> broker() {
        return new AtomicReference<>(Readiness.ok());
    }

    @Bean
    ReadinessCheck kafka(AtomicReference<Readiness> broker) {
        return ReadinessCheck.of("kafka", broker::get);
    }
}
