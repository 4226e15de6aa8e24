package io.vigie.campaign.files;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** The name of a campaign's file: one segment that is safe in a directory, in a header and in a URL. Pure. */
final class FileName {

    private static final Text EXPECTED = Text.of(
                    "un nom de fichier de %d caractères au plus, sans « / », « \\ » ni caractère de contrôle",
                    "a file name of at most %d characters, without \"/\", \"\\\" or control characters")
            .with(FileLimits.NAME_CHARACTERS);

    private FileName() {}

    /**
     * The name in Unicode's composed form (NFC), so that what looks the same is the same.
     *
     * @param place where it was given
     * @throws Refusal 400 when it is empty, or no name
     */
    static String read(String place, String given) {
        String name = Normalizer.normalize(given.strip(), Normalizer.Form.NFC);
        if (name.isEmpty()) {
            throw Refusal.badRequest("Nom de fichier vide", "Empty file name")
                    .at(place, EXPECTED, Text.of("rien", "nothing"))
                    .named("file-name-empty");
        }
        if (!isName(name)) {
            throw Refusal.badRequest("Nom de fichier invalide", "Invalid file name")
                    .at(place, EXPECTED, Fault.shown(printable(name)))
                    .named("file-name-invalid");
        }
        return name;
    }

    /** The last segment of what a client calls the file; some send the whole path of their machine. */
    static String lastSegment(String sent) {
        return sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
    }

    private static boolean isName(String name) {
        return name.length() <= FileLimits.NAME_CHARACTERS
                && name.getBytes(StandardCharsets.UTF_8).length <= FileLimits.NAME_BYTES
                && !name.equals(".")
                && !name.equals("..")
                && name.codePoints().allMatch(FileName::isAllowed);
    }

    /** Neither a separator nor anything that changes how the rest is shown. */
    private static boolean isAllowed(int character) {
        return character != '/'
                && character != '\\'
                && switch (Character.getType(character)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.UNASSIGNED -> false;
                    default -> true;
                };
    }

    private static String printable(String name) {
        return name.codePoints()
                .map(character -> Character.isISOControl(character) ? '?' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
