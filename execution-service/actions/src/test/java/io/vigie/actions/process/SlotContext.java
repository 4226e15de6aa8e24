package io.vigie.actions.process;

import io.vigie.action.ActionLimits;
import io.vigie.action.IsolationSlot;
import io.vigie.actions.RecordingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A host whose slot is nobody else's, also not another build's on the same machine, with small limits. */
public class SlotContext extends RecordingContext {

    private static final long MIB = 1L << 20;

    private final int firstPort = ThreadLocalRandom.current().nextInt(21_000, 60_000);

    public SlotContext() {
        limits = limits(MIB, 512 * MIB, 64, 4 * MIB);
    }

    /** The usual limits with others for programs. */
    public static ActionLimits limits(long outputBytes, long memoryBytes, int processes, long diskBytes) {
        ActionLimits usual = ActionLimits.USUAL;
        return new ActionLimits(
                outputBytes,
                usual.downloadBytes(),
                usual.uploadBytes(),
                memoryBytes,
                processes,
                diskBytes,
                usual.rows(),
                usual.artifactBytes(),
                usual.artifacts(),
                usual.cases());
    }

    /** Passable for the slot's user, as a worker's directories are. */
    @Override
    public Path workDirectory() {
        Path work = super.workDirectory();
        try {
            Files.setPosixFilePermissions(work.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return work;
    }

    @Override
    public IsolationSlot slot() {
        IsolationSlot slot = super.slot();
        return new IsolationSlot(
                slot.worker(),
                slot.number(),
                slot.count(),
                firstPort,
                slot.portCount(),
                slot.databaseSuffix(),
                slot.mediaDirectory(),
                Map.of(
                        "VIGIE_WORKER_ID",
                        "tester",
                        "VIGIE_PORT_FIRST",
                        String.valueOf(firstPort),
                        "VIGIE_PORT_LAST",
                        String.valueOf(firstPort + slot.portCount() - 1),
                        "VIGIE_DATABASE_SUFFIX",
                        slot.databaseSuffix(),
                        "MEDIA_ROOT",
                        slot.mediaDirectory().toString()));
    }
}
