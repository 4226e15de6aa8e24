package io.vigie.actions.process;

import io.vigie.action.ActionBrokenException;
import java.util.List;
import java.util.Optional;

/** Finds out, by trying, which isolation this machine can give. */
final class Machine {

    private Machine() {}

    /**
     * The strongest confinement that works here, or the one that the operator asks for.
     *
     * @throws ActionBrokenException when the one asked for does not work here
     */
    static Confinement confinement(ProcessSettings settings) {
        Tools tools = Tools.ofThisMachine();
        for (Isolation isolation : Isolation.values()) {
            if (settings.isolation().map(asked -> asked == isolation).orElse(true)) {
                Optional<Confinement> works = tried(isolation, tools, settings);
                if (works.isPresent()) {
                    return works.get();
                }
            }
        }
        throw new ActionBrokenException("Expected to isolate programs by "
                + settings.isolation().orElseThrow() + " (VIGIE_PROCESS_ISOLATION), but this machine cannot.");
    }

    private static Optional<Confinement> tried(Isolation isolation, Tools tools, ProcessSettings settings) {
        boolean isRoot = Proc.status(ProcessHandle.current().pid())
                .map(status -> status.uid() == 0)
                .orElse(false);
        String uid = String.valueOf(settings.firstUid());
        List<String> asUser =
                List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--bounding-set=-all", "true");
        return switch (isolation) {
            case NAMESPACES ->
                isRoot && Tools.works(asUser) && Tools.works(namespaces(List.of()))
                        ? Optional.of(new NamespaceConfinement(tools, true))
                        : Optional.empty();
            case USER_NAMESPACES ->
                !isRoot && Tools.works(namespaces(List.of("--user", "--map-current-user", "--keep-caps")))
                        ? Optional.of(new NamespaceConfinement(tools, false))
                        : Optional.empty();
            case OWN_USER -> isRoot && Tools.works(asUser) ? Optional.of(new UserConfinement(tools)) : Optional.empty();
            case GROUP -> Optional.of(new GroupConfinement(tools));
        };
    }

    private static List<String> namespaces(List<String> further) {
        List<String> words = new java.util.ArrayList<>(List.of("unshare"));
        words.addAll(further);
        words.addAll(List.of(
                "--pid",
                "--mount",
                "--ipc",
                "--fork",
                "--kill-child",
                "--",
                "/bin/sh",
                "-c",
                "mount -n -t tmpfs -o mode=0755,size=64k probe /mnt && mount -n -t proc proc /proc"));
        return words;
    }
}
