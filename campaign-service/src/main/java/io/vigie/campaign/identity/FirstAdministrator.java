package io.vigie.campaign.identity;

import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.identity.IdentityCommand.CreateUser;
import io.vigie.contracts.ProjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Creates the administrator when there is no user at all. A password that nobody chose is made up and printed once, to standard output only. */
@Component
class FirstAdministrator implements ApplicationRunner {

    private static final int GENERATED_BYTES = 15;

    private final Commands commands;
    private final UserRows users;
    private final Passwords passwords;
    private final NewIds ids;
    private final String email;
    private final String password;
    private final String passwordFile;

    FirstAdministrator(
            Commands commands,
            UserRows users,
            Passwords passwords,
            NewIds ids,
            @Value("${vigie.admin.email}") String email,
            @Value("${vigie.admin.password:}") String password,
            @Value("${vigie.admin.password-file:}") String passwordFile) {
        this.commands = commands;
        this.users = users;
        this.passwords = passwords;
        this.ids = ids;
        this.email = email.strip().toLowerCase(Locale.ROOT);
        this.password = password;
        this.passwordFile = passwordFile;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (!users.nobody()) {
            return;
        }
        String chosen = chosen();
        String used = chosen.isEmpty() ? generated() : chosen;
        commands.send(
                Asker.SERVICE,
                new CreateUser(ProjectId.COMMON, ids.next(), email, "Administrateur", "admin", passwords.hash(used)));
        if (chosen.isEmpty()) {
            printOnce(used);
        }
    }

    private String chosen() {
        if (!password.isBlank() || passwordFile.isBlank()) {
            return password.strip();
        }
        try {
            return Files.readString(Path.of(passwordFile)).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "Expected the administrator's password in \"" + passwordFile + "\", but it cannot be read.",
                    unreadable);
        }
    }

    private static String generated() {
        byte[] random = new byte[GENERATED_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private void printOnce(String generated) {
        System.out.println("The administrator is \"" + email + "\" with the password \"" + generated
                + "\". It is not shown again.");
    }
}
