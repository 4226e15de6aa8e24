package io.vigie.actions.process;

import io.vigie.action.ActionLimits;
import java.nio.file.Path;
import java.util.List;

/**
 * Where one program runs and what it may reach.
 *
 * @param mark an entry of its environment that no other program has
 * @param uid the user of its slot, when the worker may choose one
 * @param script what starts it, once it is confined
 * @param work the attempt's work directory; {@code tmp} in it is its temporary directory
 * @param writable what else it may write to: the campaign's files, the media directory
 * @param readable what it must be able to read
 * @param hidden what it must not see
 */
record Cell(
        String mark,
        long uid,
        Path script,
        Path work,
        List<Path> writable,
        List<Path> readable,
        List<Path> hidden,
        ActionLimits limits,
        Program.Memory memory) {}
