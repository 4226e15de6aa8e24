package io.vigie.slots;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the slots of a machine are found. Workers and commands that are to keep out of each other's way must be told the same, so all of
 * them read it here.
 *
 * @param directory of the locks, and of what {@code ./vigie run} makes
 * @param firstPort the first port of the first block
 * @param lastPort the last port that may be in a block
 * @param portsPerSlot how many ports a slot has
 */
public record MachineSlots(Path directory, int firstPort, int lastPort, int portsPerSlot) {

    /** What the ports are when nobody says otherwise; text, since annotations want them so. */
    public static final String FIRST_PORT = "20000";

    public static final String LAST_PORT = "29999";
    public static final String PORTS_PER_SLOT = "10";

    /** The directory of this user's in the machine's one for temporary files. */
    public static Path defaultDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"), "vigie-slots-" + System.getProperty("user.name"));
    }

    /** The machine's name, the part of a database suffix that keeps machines apart. */
    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /**
     * What {@code VIGIE_ISOLATION_DIRECTORY}, {@code VIGIE_FIRST_PORT}, {@code VIGIE_LAST_PORT} and {@code VIGIE_PORTS_PER_SLOT} say.
     *
     * @param environment a variable's value by its name
     * @throws IllegalStateException when one is no number
     */
    public static MachineSlots of(UnaryOperator<@Nullable String> environment) {
        String directory = said(environment, "VIGIE_ISOLATION_DIRECTORY", "");
        return new MachineSlots(
                directory.isEmpty() ? defaultDirectory() : Path.of(directory),
                number(environment, "VIGIE_FIRST_PORT", FIRST_PORT),
                number(environment, "VIGIE_LAST_PORT", LAST_PORT),
                number(environment, "VIGIE_PORTS_PER_SLOT", PORTS_PER_SLOT));
    }

    private static String said(UnaryOperator<@Nullable String> environment, String name, String otherwise) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private static int number(UnaryOperator<@Nullable String> environment, String name, String otherwise) {
        String value = said(environment, name, otherwise);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException wrong) {
            throw new IllegalStateException(
                    "Expected %s to be a number, but it is \"%s\".".formatted(name, value), wrong);
        }
    }

    /**
     * The blocks of ports.
     *
     * @throws IllegalStateException when the ports make no block, or the directory cannot be had for this user alone
     */
    public PortBlocks blocks() {
        try {
            return PortBlocks.in(directory, firstPort, lastPort, portsPerSlot);
        } catch (IllegalArgumentException | UncheckedIOException wrong) {
            throw new IllegalStateException(wrong.getMessage(), wrong);
        }
    }
}
