package io.vigie.actions.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runners as an operator may set them up. */
public final class Runners {

    private Runners() {}

    /** One whose programs find those of this directory first. */
    public static ProcessRunner finding(Path directory) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", directory + ":" + System.getenv("PATH"));
        return new ProcessRunner(ProcessSettings.of(environment), null, ProcessRunner.USUAL_GRACE);
    }
}
