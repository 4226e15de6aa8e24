package io.vigie.campaign.webhooks;

import java.util.List;

/** How much of everything there may be. */
final class WebhookLimits {

    static final int WEBHOOKS = 50;
    static final int NAME_LENGTH = 100;
    static final int URL_LENGTH = 2_000;

    /** How long a secret may stay valid after the next one came, in hours. */
    static final int LONGEST_GRACE_HOURS = 7 * 24;

    static final int USUAL_GRACE_HOURS = 24;

    /** What can be sent, in the words of CDEvents. */
    static final List<String> EVENTS = List.of(
            "testSuiteRun.queued",
            "testSuiteRun.started",
            "testSuiteRun.finished",
            "testCaseRun.queued",
            "testCaseRun.started",
            "testCaseRun.finished",
            "testCaseRun.skipped",
            "testOutput.published");

    private WebhookLimits() {}
}
