package io.vigie.campaign.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.identity.IdentityCommand.ChangeUser;
import io.vigie.campaign.identity.IdentityCommand.CreateUser;
import io.vigie.campaign.identity.IdentityCommand.DeleteUser;
import io.vigie.campaign.identity.UserRows.UserRow;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.contract.Words;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import io.vigie.service.refusal.Fault;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users}, for administrators. */
@RestController
@RequestMapping("/api/users")
class UsersController {

    private static final int NAME_LENGTH = 100;
    private static final int EMAIL_LENGTH = 200;
    private static final int PASSWORD_LENGTH = 200;
    private static final int SHORTEST_PASSWORD = 8;

    private final Commands commands;
    private final UserRows rows;
    private final Passwords passwords;
    private final NewIds ids;

    UsersController(Commands commands, UserRows rows, Passwords passwords, NewIds ids) {
        this.commands = commands;
        this.rows = rows;
        this.passwords = passwords;
        this.ids = ids;
    }

    record Shown(
            @JsonProperty("_id") String id,
            String name,
            String email,
            @Words({"admin", "user"}) String role,
            String dateCreated) {

        static Shown of(UserRow row) {
            return new Shown(
                    row.id(),
                    row.name(),
                    row.email(),
                    row.role(),
                    row.createdAt().toString());
        }
    }

    record Created(String message, @JsonProperty("user_id") String userId) {}

    record Done(String message) {}

    record NewUser(
            String name,
            String email,
            String password,
            @Words({"admin", "user"}) @Nullable String role) {}

    /** What is left out stays as it is. */
    record ChangedUser(
            @Nullable String name,
            @Nullable String email,
            @Nullable String password,
            @Words({"admin", "user"}) @Nullable String role) {}

    @GetMapping
    Page<Shown> list(CurrentUser user, Paging paging) {
        user.requireAdmin();
        return rows.users(ProjectId.COMMON, paging).map(Shown::of);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Created create(
            @BodyOf(NewUser.class) @RequestBody Map<String, @Nullable Object> body,
            CurrentUser user,
            Asker asker,
            Locale locale) {
        user.requireAdmin();
        AskedFields asked = new AskedFields(body).require("name", "email", "password");
        String name = asked.text("name", NAME_LENGTH);
        String email = email(asked);
        String role = role(asked, "user");
        String password = password(asked);
        asked.check();
        String id = ids.next();
        commands.send(asker, new CreateUser(ProjectId.COMMON, id, email, name, role, passwords.hash(password)));
        return new Created(
                Text.of("Utilisateur créé avec succès", "User created").in(locale), id);
    }

    /** What the body does not name stays as it is. */
    @PutMapping("/{id}")
    Done change(
            @PathVariable String id,
            @BodyOf(ChangedUser.class) @RequestBody Map<String, @Nullable Object> body,
            CurrentUser user,
            Asker asker,
            Locale locale) {
        user.requireAdmin();
        UserRow row = rows.user(AskedIds.wellFormed("user_id", id)).orElseThrow(IdentityRefusals::unknownUser);
        AskedFields asked = new AskedFields(body);
        for (String field : new String[] {"name", "email", "role"}) {
            if (body.containsKey(field)) {
                asked.require(field);
            }
        }
        String name = asked.text("name", NAME_LENGTH);
        String email = asked.has("email") ? email(asked) : row.email();
        String role = role(asked, row.role());
        boolean newPassword = asked.raw("password") instanceof String text && !text.isEmpty();
        String password = newPassword ? password(asked) : "";
        if (row.id().equals(user.id()) && !role.equals("admin")) {
            asked.fault(
                    "role",
                    Text.of(
                            "admin : vous ne pouvez pas retirer vos propres droits",
                            "admin: you cannot remove your own rights"),
                    Fault.shown(role));
        }
        asked.check();
        commands.send(
                asker,
                new ChangeUser(
                        row.id(),
                        asked.has("email") ? email : null,
                        asked.has("name") ? name : null,
                        asked.has("role") ? role : null,
                        newPassword ? passwords.hash(password) : null));
        return new Done(
                Text.of("Utilisateur mis à jour avec succès", "User updated").in(locale));
    }

    @DeleteMapping("/{id}")
    Done delete(@PathVariable String id, CurrentUser user, Asker asker, Locale locale) {
        user.requireAdmin();
        if (AskedIds.wellFormed("user_id", id).equals(user.id())) {
            throw IdentityRefusals.notOneself();
        }
        commands.send(asker, new DeleteUser(id));
        return new Done(
                Text.of("Utilisateur supprimé avec succès", "User deleted").in(locale));
    }

    private static String email(AskedFields asked) {
        String email = asked.text("email", EMAIL_LENGTH).toLowerCase(Locale.ROOT);
        int at = email.indexOf('@');
        if (at < 1 || at == email.length() - 1 || email.indexOf('@', at + 1) >= 0 || email.contains(" ")) {
            asked.fault(
                    "email",
                    Text.of("une adresse telle que nom@exemple.fr", "an address such as name@example.com"),
                    Fault.shown(email));
        }
        return email;
    }

    private static String role(AskedFields asked, String otherwise) {
        String role = asked.has("role") ? asked.text("role", NAME_LENGTH) : otherwise;
        if (!role.equals("admin") && !role.equals("user")) {
            asked.fault("role", Text.of("admin ou user", "admin or user"), Fault.shown(role));
        }
        return role;
    }

    private static String password(AskedFields asked) {
        String password = asked.exactText("password", PASSWORD_LENGTH);
        if (password.length() < SHORTEST_PASSWORD) {
            asked.fault(
                    "password",
                    Text.of("%d caractères au moins", "at least %d characters").with(SHORTEST_PASSWORD),
                    Text.of("%d caractères", "%d characters").with(password.length()));
        }
        return password;
    }
}
