package io.vigie.sample;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.vigie.service.identity.CurrentUser;
import io.vigie.service.identity.Role;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;

@SpringBootTest(classes = SampleService.class)
@AutoConfigureMockMvc
@TestPropertySource(properties = "sample.signer=http://127.0.0.1:1")
class SignedInByATestTests {

    private static final CurrentUser ADA = new CurrentUser("u-1", "Ada", "ada@example.com", Role.ADMIN);

    @Autowired
    MockMvc mvc;

    @Test
    void signsInWithoutAToken() throws Exception {
        var signedIn = authentication(new TestingAuthenticationToken(ADA, null, "ROLE_ADMIN"));

        mvc.perform(get("/api/me").with(signedIn))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.role").value("admin"));
        mvc.perform(get("/api/admin").with(signedIn)).andExpect(status().isOk());
    }

    @Test
    void refusesOtherwise() throws Exception {
        mvc.perform(get("/api/me"))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.message").value("Token manquant"));
    }
}
