package io.vigie.actions.place;

import static io.vigie.action.ParameterDescription.optionalChoice;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.Localized;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import java.nio.file.Path;
import java.util.List;

/**
 * A file or directory of the attempt that a step names: in the campaign's files (the attempt's copy) unless it says {@code work}.
 * The variables {@code {{test.files_dir}}} and {@code {{test.work_dir}}} may stand before the name.
 *
 * @param directory the confined directory
 * @param name below it
 */
public record Place(Confined directory, FileName name) {

    private enum Where {
        FILES,
        WORK
    }

    /** The parameter that says which of the two directories a name is in. */
    public static ParameterDescription parameter(String name, Localized label) {
        return optionalChoice(name, label, List.of("files", "work"))
                .withDefault("files")
                .withHelp(
                        "« files » : les fichiers de la campagne (une copie propre à l'essai) ; « work » : le dossier de travail du test.",
                        "\"files\": the campaign's files (a copy of the attempt's own); \"work\": the test's working directory.");
    }

    /**
     * Reads a name and the directory it is in.
     *
     * @param nameParameter holds the name
     * @param whereParameter made by {@link #parameter}
     * @throws ActionBrokenException when the name leads out of the directory
     */
    public static Place read(ActionContext context, Parameters parameters, String nameParameter, String whereParameter)
            throws InterruptedException {
        String text = parameters.text(nameParameter).strip();
        Path directory;
        if (isBelow(text, context.workDirectory())) {
            directory = context.workDirectory();
            text = rest(text, directory);
        } else if (parameters.choice(whereParameter, Where.class) == Where.WORK) {
            directory = context.workDirectory();
        } else {
            directory = context.filesDirectory();
            text = isBelow(text, directory) ? rest(text, directory) : text;
        }
        FileName name = FileName.parse(text).orElseThrow(() -> parameters.refuse(nameParameter, FileName.rule()));
        return new Place(new Confined(directory), name);
    }

    /** The same, when a step may not mean the directory itself. */
    public static Place readFile(
            ActionContext context, Parameters parameters, String nameParameter, String whereParameter)
            throws InterruptedException {
        Place place = read(context, parameters, nameParameter, whereParameter);
        if (place.name().isRoot()) {
            throw parameters.refuse(nameParameter, FileName.rule());
        }
        return place;
    }

    private static boolean isBelow(String text, Path directory) {
        return text.equals(directory.toString()) || text.startsWith(directory + "/");
    }

    private static String rest(String text, Path directory) {
        return text.length() <= directory.toString().length() + 1
                ? "."
                : text.substring(directory.toString().length() + 1);
    }
}
