package io.vigie.execution.working;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which captured values are secrets although nobody declared them: a login's answer fills a variable that is called
 * {@code token}, and whoever reads the report must not become that user.
 */
final class SecretNames {

    private static final Pattern NAME = Pattern.compile(
            "token|secret|passw|pwd|mot_?de_?passe|api_?key|cle_?api|authorization|credential|cookie|bearer|jwt");

    private static final Pattern SIGNED_TOKEN = Pattern.compile("(Bearer )?eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*");

    private SecretNames() {}

    static boolean suggestASecret(String name, @Nullable Object value) {
        return NAME.matcher(name.toLowerCase(Locale.ROOT).replace('-', '_')).find()
                || (value instanceof String text && SIGNED_TOKEN.matcher(text).matches());
    }
}
