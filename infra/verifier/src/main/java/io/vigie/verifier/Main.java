package io.vigie.verifier;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code java -jar vigie-verify.jar}: the verifier by itself, for somebody who has a Java runtime and a file. */
public final class Main {

    private static final String USAGE = """
            Verifies the downloaded history of a run, or the decisions of a project, offline.

              java -jar vigie-verify.jar [--key FINGERPRINT|FILE] [--ledger] [--json] FILE|URL|- ...

              --key     the fingerprint of the installation's first signing key, as you know it from elsewhere, or a file
                        with it or with that public key as PEM
              --ledger  the input is the signer's ledger, without any history
              --json    tell the verdict as one JSON object

            A file may be compressed by gzip; several inputs together make one history, such as a file and a later ledger.
            A URL is asked with the token in VIGIE_TOKEN.
            Exit codes: 0 it is as it was signed; 1 something is wrong, and the first wrong event is named; 2 unusable input.
            """;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments, utf8(System.out), utf8(System.err)));
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    static int run(String[] arguments, PrintWriter out, PrintWriter err) throws InterruptedException {
        List<String> sources = new ArrayList<>();
        @Nullable String key = null;
        boolean ledger = false;
        boolean json = false;
        for (int at = 0; at < arguments.length; at++) {
            String argument = arguments[at];
            switch (argument) {
                case "--help", "-h" -> {
                    out.print(USAGE);
                    out.flush();
                    return 0;
                }
                case "--json" -> json = true;
                case "--ledger" -> ledger = true;
                case "--key" -> {
                    at++;
                    if (at == arguments.length) {
                        return notUnderstood("Expected a fingerprint or a file after --key, but found nothing.", err);
                    }
                    key = arguments[at];
                }
                default -> {
                    if (argument.startsWith("--")) {
                        return notUnderstood("Expected an option there is, but found \"%s\".".formatted(argument), err);
                    }
                    sources.add(argument);
                }
            }
        }
        if (sources.isEmpty()) {
            return notUnderstood("Expected a file, a URL or -, but found none.", err);
        }
        return new Verification(sources, key, ledger, json)
                .run(System.in, address -> System.getenv("VIGIE_TOKEN"), out, err);
    }

    private static int notUnderstood(String sentence, PrintWriter err) {
        err.println(sentence);
        err.print(USAGE);
        err.flush();
        return Verification.UNUSABLE;
    }
}
