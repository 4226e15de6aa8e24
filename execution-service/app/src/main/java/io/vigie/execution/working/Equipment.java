package io.vigie.execution.working;

import io.vigie.action.ActionCatalog;
import io.vigie.action.ActionLimits;
import io.vigie.action.TargetPolicy;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.storage.FileStorage;
import java.time.InstantSource;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What all slots of a worker share.
 *
 * @param masterKey opens the data keys of environments; absent when none is configured, and then no secret can be read
 * @param zone of the times in log lines
 * @param limits how far actions may go
 * @param storage keeps artifacts; absent when there is none
 * @param files those of campaigns; absent when there is no storage
 */
record Equipment(
        WorkerId workerId,
        ActionCatalog actions,
        TargetPolicy targets,
        Definitions definitions,
        Reports reports,
        @Nullable SecretSeal masterKey,
        LogPace pace,
        InstantSource clock,
        ZoneId zone,
        WorkerSettings settings,
        ActionLimits limits,
        @Nullable FileStorage storage,
        @Nullable FilesCache files) {}
