package io.vigie.report.outbound;

import java.time.Duration;

/** Decides what follows from a try: whether, and when, there is another. Pure. */
final class DeliveryDecider {

    private final int tries;
    private final Duration first;
    private final int factor;
    private final Duration longest;

    /** @param tries how often a delivery is tried at most @param first wait @param factor from one wait to the next @param longest wait */
    DeliveryDecider(int tries, Duration first, int factor, Duration longest) {
        this.tries = tries;
        this.first = first;
        this.factor = factor;
        this.longest = longest;
    }

    /**
     * @param made how many tries there were, this one included
     * @param chance from 0 to 1: waits differ, so that what failed at one time does not come again at one time
     */
    Verdict decide(Answer answer, int made, double chance) {
        return switch (answer) {
            case Answer.Status(int code, Duration _) when code >= 200 && code < 300 -> new Verdict.Delivered();
            case Answer.Status(int code, Duration _) when code == 410 -> new Verdict.Gone();
            case Answer.Status(int _, Duration retryAfter) -> {
                Duration wait = wait(made, chance);
                Duration asked = retryAfter == null ? Duration.ZERO : retryAfter;
                yield again(Cause.BAD_STATUS, made, asked.compareTo(wait) > 0 ? asked : wait);
            }
            // It is no fault of the moment: only a person can mend it.
            case Answer.None(Cause cause)
            when cause == Cause.ADDRESS_REFUSED || cause == Cause.SECRET_UNREADABLE -> new Verdict.Dead(cause);
            case Answer.None(Cause cause) -> again(cause, made, wait(made, chance));
        };
    }

    private Verdict again(Cause cause, int made, Duration wait) {
        if (made >= tries) {
            return new Verdict.Dead(cause);
        }
        return new Verdict.Again(cause, wait.compareTo(longest) > 0 ? longest : wait);
    }

    /** Between half of the wait and all of it. */
    private Duration wait(int made, double chance) {
        double whole = first.toMillis() * Math.pow(factor, made - 1.0);
        double bounded = Math.min(whole, longest.toMillis());
        return Duration.ofMillis(Math.round(bounded * (0.5 + chance / 2)));
    }
}
