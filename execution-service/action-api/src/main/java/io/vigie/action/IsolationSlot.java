package io.vigie.action;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the slot of an attempt owns while the attempt runs, and shares with no other live slot of the machine, whichever worker it
 * belongs to. Tests use it through the variables {@code {{test.…}}}, processes through their environment.
 *
 * @param worker the name of the worker that owns the slot
 * @param number the slot's number within its worker, from 1
 * @param count how many slots the worker has
 * @param firstPort the first TCP port of the slot's block; free on every address when the attempt starts
 * @param portCount how many consecutive ports the block has
 * @param databaseSuffix what the slot appends to a database's name: lower-case letters, digits and underscores, at most 20 characters
 * @param mediaDirectory a directory for what the tested system stores, created before the attempt and wiped after it
 * @param environment the same for processes, by the names that test runners know
 */
public record IsolationSlot(
        String worker,
        int number,
        int count,
        int firstPort,
        int portCount,
        String databaseSuffix,
        Path mediaDirectory,
        Map<String, String> environment) {
    public IsolationSlot {
        environment = Map.copyOf(environment);
    }
}
