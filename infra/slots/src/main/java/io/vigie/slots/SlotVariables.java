package io.vigie.slots;

import io.vigie.slots.Seat.Lease;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a slot owns, by the names that test runners, and the scripts around them, look for. */
public final class SlotVariables {

    /** The file in the work directory that holds the ports. */
    public static final String ENV_FILE = ".env.task";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/-]+");

    private SlotVariables() {}

    /**
     * The environment of a process.
     *
     * <p>{@code TEST_WORKER_INDEX} and {@code TEST_PARALLEL_INDEX} are Playwright's, {@code CI_NODE_INDEX} and {@code CI_NODE_TOTAL}
     * those of build servers; {@code PLAYWRIGHT_WORKER_INDEX} is nobody's, but scripts ask for it. {@code PYTEST_XDIST_WORKER} is left
     * alone: xdist sets it in the processes that it starts, and whoever finds it elsewhere believes to be one of them;
     * {@code VIGIE_XDIST_WORKER} holds the value for scripts that want it.
     *
     * @param number of the slot within its worker, from 1
     * @param count of slots of the worker
     */
    public static Map<String, String> environment(
            Lease lease, String worker, int number, int count, Path work, Path media) {
        Map<String, String> variables = new LinkedHashMap<>();
        String index = String.valueOf(number - 1);
        variables.put("VIGIE_WORKER_ID", worker + "-" + number);
        variables.put("VIGIE_WORKER_INDEX", index);
        variables.put("VIGIE_WORKER_COUNT", String.valueOf(count));
        variables.put("VIGIE_XDIST_WORKER", "gw" + index);
        // Build servers that have both count from 0 (CircleCI, Knapsack).
        variables.put("CI_NODE_INDEX", index);
        variables.put("CI_NODE_TOTAL", String.valueOf(count));
        variables.put("PLAYWRIGHT_WORKER_INDEX", index);
        variables.put("TEST_WORKER_INDEX", index);
        variables.put("TEST_PARALLEL_INDEX", index);
        variables.putAll(ports(lease));
        variables.put("VIGIE_PORT_FIRST", String.valueOf(lease.firstPort()));
        variables.put("VIGIE_PORT_LAST", String.valueOf(lease.firstPort() + lease.portCount() - 1));
        variables.put("VIGIE_DATABASE_SUFFIX", lease.databaseSuffix());
        variables.put("VIGIE_WORK_DIR", work.toString());
        variables.put("MEDIA_ROOT", media.toString());
        return variables;
    }

    private static Map<String, String> ports(Lease lease) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("ZENFLOW_TASK_ID", lease.task());
        variables.put("ZENFLOW_PORT_OFFSET", String.valueOf(lease.offset()));
        variables.put("POSTGRES_PORT", String.valueOf(lease.firstPort() + 1));
        variables.put("REDIS_PORT", String.valueOf(lease.firstPort() + 2));
        variables.put("BACKEND_PORT", String.valueOf(lease.firstPort()));
        variables.put("FRONTEND_PORT", String.valueOf(lease.firstPort() + 3));
        return variables;
    }

    /** The text of {@value #ENV_FILE}: a shell reads it with {@code set -a; . ./.env.task}. */
    public static String file(Lease lease, Path media) {
        StringBuilder text = new StringBuilder();
        ports(lease).forEach((name, value) -> {
            text.append(name)
                    .append('=')
                    .append(PLAIN.matcher(value).matches() ? value : quoted(value))
                    .append('\n');
            if (name.equals("ZENFLOW_PORT_OFFSET")) {
                text.append("\n# Derived ports\n");
            }
        });
        text.append("\n# Isolation\n");
        text.append("VIGIE_PORT_FIRST=").append(lease.firstPort()).append('\n');
        text.append("VIGIE_PORT_LAST=")
                .append(lease.firstPort() + lease.portCount() - 1)
                .append('\n');
        text.append("VIGIE_DATABASE_SUFFIX=").append(lease.databaseSuffix()).append('\n');
        text.append("MEDIA_ROOT=").append(quoted(media.toString())).append('\n');
        return text.toString();
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
