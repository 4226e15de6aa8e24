package io.vigie.actions.http;

import io.vigie.action.ActionResult;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.util.Map;

/** A JVM with little memory that downloads much more than its memory holds, from a server that never ends. */
final class LongDownload {

    static final long LIMIT = 300L * 1024 * 1024;

    private LongDownload() {}

    public static void main(String[] ignored) throws InterruptedException {
        try (TargetServer server = new TargetServer();
                HttpAction action = new HttpAction()) {
            RecordingContext context = new RecordingContext();
            context.limitTransfers(LIMIT);
            ActionResult result =
                    RunningAction.run(action, context, Map.of("url", server.url() + "/endless", "save_as", "large"));
            System.out.println(result instanceof ActionResult.Broken broken ? broken.reason() : result.toString());
        }
        System.exit(0);
    }
}
