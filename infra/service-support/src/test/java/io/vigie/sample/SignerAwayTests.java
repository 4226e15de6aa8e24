package io.vigie.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "vigie.campaign.url=http://127.0.0.1:1")
class SignerAwayTests extends OverARealPort {

    @Test
    void saysThatItCannotVerifyInsteadOfCallingTheTokenWrong() {
        var answer = send(asUser("/api/me"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.message()).isEqualTo("Impossible de vérifier la session pour le moment. Veuillez réessayer.");
        assertThat(send(to("/health")).status()).isEqualTo(200);
        assertThat(send(to("/api/me")).message()).isEqualTo("Token manquant");
    }
}
