package io.vigie.launcher.services;

import java.nio.file.Path;
import java.util.Locale;

/** The four services, in the order in which people read them. */
public enum Service {
    /** Decisions of people. */
    CAMPAIGN_SERVICE("campaign-service", 192),
    /** Coordinator and workers. */
    EXECUTION_SERVICE("execution-service/app", 256),
    /** Reports. */
    REPORT_SERVICE("report-service", 192),
    /** The door. */
    NOTIFICATION_GATEWAY("notification-gateway", 160);

    private final String module;
    private final int heapMegabytes;

    Service(String module, int heapMegabytes) {
        this.module = module;
        this.heapMegabytes = heapMegabytes;
    }

    /** Its name, and that of its jar. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The jar that the build makes. */
    public Path jar(Path checkout) {
        return checkout.resolve(module).resolve("target").resolve(title() + ".jar");
    }

    int heapMegabytes() {
        return heapMegabytes;
    }
}
