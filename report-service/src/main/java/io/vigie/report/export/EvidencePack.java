package io.vigie.report.export;

import io.vigie.service.Text;
import io.vigie.storage.FileStorage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Everything that somebody needs who checks a run without us, in one zip: the history with what vouches for it, the report, the logs, the files that
 * tests kept, the program that checks the history, and what to do with them.
 *
 * <p>{@code MANIFEST.sha256} tells that the pack arrived as it was made. {@code RECORDED.sha256} tells more: the digests in it are those that the history
 * recorded when each test ended, so that a log or a file that was changed since is found. Both are for {@code sha256sum -c}.
 */
@Component
class EvidencePack implements ReportFormat {

    static final String MANIFEST = "MANIFEST.sha256";
    static final String RECORDED = "RECORDED.sha256";
    private static final String HISTORY = "history.ndjson";
    private static final String VERIFIER = "vigie-verify.jar";
    private static final Path SPOOLS = Path.of(System.getProperty("java.io.tmpdir"));

    private final JUnitXml junit;
    private final KeptFiles kept;
    private final RunHistory history;

    EvidencePack(JUnitXml junit, KeptFiles kept, RunHistory history) {
        this.junit = junit;
        this.kept = kept;
        this.history = history;
    }

    @Override
    public String name() {
        return "evidence";
    }

    @Override
    public MediaType type() {
        return MediaType.parseMediaType("application/zip");
    }

    @Override
    public String extension() {
        return "evidence.zip";
    }

    @Override
    public boolean showsHistory() {
        return true;
    }

    @Override
    public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
        try (SpooledLines manifest = new SpooledLines(SPOOLS);
                SpooledLines recorded = new SpooledLines(SPOOLS);
                SpooledLines gone = new SpooledLines(SPOOLS)) {
            new Pack(run, locale, new Archive(out, run.facts().until()), manifest, recorded, gone).write();
        }
    }

    /** Where the pack has a file that a test kept. */
    static String place(TestFacts test, TestFacts.File file) {
        return "artifacts/%s/%d/%d-%s"
                .formatted(FileNames.folder(test.id()), file.attempt(), file.number(), FileNames.plain(file.name()));
    }

    private final class Pack {

        private final ExportedRun run;
        private final Locale locale;
        private final Archive zip;
        private final SpooledLines manifest;
        private final SpooledLines recorded;
        private final SpooledLines gone;

        Pack(
                ExportedRun run,
                Locale locale,
                Archive zip,
                SpooledLines manifest,
                SpooledLines recorded,
                SpooledLines gone) {
            this.run = run;
            this.locale = locale;
            this.zip = zip;
            this.manifest = manifest;
            this.recorded = recorded;
            this.gone = gone;
        }

        void write() throws IOException {
            boolean verifies = hasVerifier();
            add("README.txt", out -> out.write(readme(verifies).getBytes(StandardCharsets.UTF_8)));
            List<Archive.Added> subjects = new ArrayList<>();
            subjects.add(add(HISTORY, out -> history.write(run, out)));
            subjects.add(add("report.json", out -> RunDocument.write(run, out)));
            subjects.add(add("junit.xml", out -> junit.write(run, locale, out)));
            logs();
            if (!run.facts().gone().isEmpty()) {
                add("REMOVED.txt", out -> {
                    for (Text sentence : run.facts().gone()) {
                        out.write((sentence.in(locale) + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                });
            }
            run.tests(ExportedRun.Selection.ALL, this::files);
            if (!gone.isEmpty()) {
                add("NOT-KEPT.txt", gone::copy);
            }
            if (!recorded.isEmpty()) {
                add(RECORDED, recorded::copy);
            }
            if (run.facts().ended()) {
                add("statement.intoto.json", out -> TestResultStatement.write(run, subjects, out));
            }
            if (verifies) {
                add(VERIFIER, out -> {
                    try (InputStream jar = verifier()) {
                        jar.transferTo(out);
                    }
                });
            }
            zip.add(MANIFEST, manifest::copy);
            zip.finish();
        }

        private Archive.Added add(String name, Archive.Content content) throws IOException {
            return noted(zip.add(name, content));
        }

        private Archive.Added noted(Archive.Added added) throws IOException {
            manifest.add(checksum(added.sha256(), added.name()));
            return added;
        }

        private void logs() throws IOException {
            AtomicReference<ExportedRun.@Nullable Log> open = new AtomicReference<>();
            AtomicReference<@Nullable OutputStream> file = new AtomicReference<>();
            run.logs((log, line) -> {
                if (!log.equals(open.get())) {
                    end(open.get(), file.get());
                    file.set(new BufferedOutputStream(zip.begin(place(log))));
                    open.set(log);
                }
                OutputStream out = file.get();
                if (out != null) {
                    out.write(line.digested().getBytes(StandardCharsets.UTF_8));
                }
            });
            end(open.get(), file.get());
        }

        private void end(ExportedRun.@Nullable Log log, @Nullable OutputStream file) throws IOException {
            if (log != null && file != null) {
                file.flush();
                Archive.Added added = noted(zip.end());
                if (log.digest() != null) {
                    recorded.add(checksum(log.digest(), added.name()));
                }
            }
        }

        private static String place(ExportedRun.Log log) {
            return "logs/%s/%d.log".formatted(FileNames.folder(log.test()), log.attempt());
        }

        private void files(TestFacts test) throws IOException {
            for (TestFacts.File file : test.files()) {
                String place = EvidencePack.place(test, file);
                Optional<FileStorage.Content> found = kept.open(file);
                if (found.isEmpty()) {
                    gone.add(checksum(file.sha256(), place));
                    continue;
                }
                try (FileStorage.Content content = found.get()) {
                    add(place, out -> content.stream().transferTo(out));
                }
                recorded.add(checksum(file.sha256(), place));
            }
        }

        private String readme(boolean verifies) {
            RunFacts facts = run.facts();
            String asOf = facts.ended()
                    ? Text.of("terminée", "ended").in(locale)
                    : Text.of(
                                    "non terminée : le dossier la montre à l'événement %s",
                                    "not ended: the pack shows it at event %s")
                            .with(facts.sequence())
                            .in(locale);
            Text how = verifies ? Text.of(VERIFY_FR, VERIFY_EN) : Text.of(ELSEWHERE_FR, ELSEWHERE_EN);
            return Text.of(TEXT_FR, TEXT_EN)
                            .with(
                                    facts.name(),
                                    facts.campaign(),
                                    facts.environment(),
                                    facts.run(),
                                    asOf,
                                    facts.exportedAt())
                            .in(locale)
                    + how.in(locale);
        }
    }

    private static final String TEXT_FR = """
        Dossier de preuves
        ==================

        Exécution      %s
        Campagne       %s
        Environnement  %s
        Identifiant    %s (%s)
        Exporté        %s

        Que faire
        ---------
        1. sha256sum -c MANIFEST.sha256
           Le dossier est arrivé tel qu'il a été fait.
        2. sha256sum -c RECORDED.sha256
           Les journaux (logs/) et les fichiers gardés par les tests (artifacts/) sont ceux dont l'historique a enregistré
           l'empreinte quand chaque test s'est terminé. Sans ce fichier, il n'y en avait aucun.
        3. Vérifiez l'historique (ci-dessous), puis comparez : les empreintes de RECORDED.sha256 sont dans ses événements
           (logDigest, sha256), et junit.xml et report.json disent ce qui en découle.

        Les fichiers
        ------------
        history.ndjson          les événements (CloudEvents, un par ligne), puis ce qui les atteste
        report.json             tout ce qui est connu de l'exécution
        junit.xml               la même chose pour les outils d'intégration continue
        logs/TEST/TENTATIVE.log les lignes du journal : instant, niveau, texte
        artifacts/              les fichiers gardés par les tests
        NOT-KEPT.txt            ceux dont le contenu n'est plus conservé, s'il y en a
        REMOVED.txt             ce qui a été supprimé de cette exécution, quand et pourquoi, s'il y a lieu
        statement.intoto.json   le résultat, selon in-toto (test-result v0.1), une fois l'exécution terminée ; tests nommés par identifiant
        """;

    private static final String TEXT_EN = """
        Evidence pack
        =============

        Run          %s
        Campaign     %s
        Environment  %s
        Id           %s (%s)
        Exported     %s

        What to do
        ----------
        1. sha256sum -c MANIFEST.sha256
           The pack arrived as it was made.
        2. sha256sum -c RECORDED.sha256
           The logs (logs/) and the files that tests kept (artifacts/) are those whose digest the history recorded when each
           test ended. Where there is no such file, there were none.
        3. Verify the history (below), then compare: the digests of RECORDED.sha256 are in its events (logDigest, sha256), and
           junit.xml and report.json say what follows from it.

        The files
        ---------
        history.ndjson         the events (CloudEvents, one a line), then what vouches for them
        report.json            everything that is known of the run
        junit.xml              the same for tools of continuous integration
        logs/TEST/ATTEMPT.log  the lines of the log: instant, level, text
        artifacts/             the files that tests kept
        NOT-KEPT.txt           those whose content is no longer kept, if there are any
        REMOVED.txt            what was removed of this run, when and why, if anything was
        statement.intoto.json  the result, as in-toto has it (test-result v0.1), once the run has ended; tests are named by their id
        """;

    private static final String VERIFY_FR = """

        Vérifier l'historique, sans réseau (Java 25)
        --------------------------------------------
        java -jar vigie-verify.jar --key EMPREINTE history.ndjson
        EMPREINTE est celle de la première clé de l'installation, que vous tenez d'ailleurs. Un programme qui vient avec ce
        qu'il vérifie prouve peu à lui seul : prenez-le aussi d'une autre source.
        """;

    private static final String VERIFY_EN = """

        Verify the history, without a network (Java 25)
        -----------------------------------------------
        java -jar vigie-verify.jar --key FINGERPRINT history.ndjson
        FINGERPRINT is that of the installation's first key, which you have from elsewhere. A program that comes with what it
        checks proves little by itself: take it from another source, too.
        """;

    private static final String ELSEWHERE_FR = """

        Vérifier l'historique, sans réseau
        ----------------------------------
        ./vigie verify history.ndjson, avec le programme d'une installation de Vigie : celui-ci ne l'avait pas avec lui.
        """;

    private static final String ELSEWHERE_EN = """

        Verify the history, without a network
        -------------------------------------
        ./vigie verify history.ndjson, with the program of an installation of Vigie: this one did not have it along.
        """;

    /** A line as {@code sha256sum -c} reads it; names hold nothing that it would have to escape. */
    private static String checksum(String sha256, String name) {
        return sha256 + "  " + name + "\n";
    }

    private static boolean hasVerifier() {
        return EvidencePack.class.getResource("/" + VERIFIER) != null;
    }

    private static InputStream verifier() throws IOException {
        InputStream jar = EvidencePack.class.getResourceAsStream("/" + VERIFIER);
        if (jar == null) {
            throw new IOException("Expected the verifier among the resources, but it is not there.");
        }
        return jar;
    }
}
