package io.vigie.launcher.services;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The four services, in the order in which people read them. */
public enum Service {
    /** Decisions of people. */
    CAMPAIGN_SERVICE("campaign-service", 192, Compiler.QUICK),
    /** Coordinator and workers. The one that is bound by the processor: what its code costs, every event costs. */
    EXECUTION_SERVICE("execution-service/app", 512, Compiler.THOROUGH),
    /** Reports. */
    REPORT_SERVICE("report-service", 192, Compiler.QUICK),
    /** The door. A live connection takes up to 40 KB of heap, and there may be 5 000; what is done for each event is done for each connection. */
    NOTIFICATION_GATEWAY("notification-gateway", 448, Compiler.THOROUGH);

    private final String module;
    private final int heapMegabytes;
    private final Compiler compiler;

    Service(String module, int heapMegabytes, Compiler compiler) {
        this.module = module;
        this.heapMegabytes = heapMegabytes;
        this.compiler = compiler;
    }

    /** What the JVM makes of a service's code. */
    private enum Compiler {
        /** On two cores the optimizing compiler takes from the start what it gives later. */
        QUICK("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=64m"),
        /** For code that runs a million times. */
        THOROUGH("-XX:ReservedCodeCacheSize=128m");

        private final List<String> options;

        Compiler(String... options) {
            this.options = List.of(options);
        }
    }

    /** Its name, and that of its jar. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The jar that the build makes. */
    public Path jar(Path checkout) {
        return checkout.resolve(module).resolve("target").resolve(title() + ".jar");
    }

    List<String> jvmOptions() {
        List<String> all = new ArrayList<>(List.of("-Xmx%dm".formatted(heapMegabytes)));
        all.addAll(compiler.options);
        return all;
    }
}
