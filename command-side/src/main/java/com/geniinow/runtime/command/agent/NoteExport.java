package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Notes that somebody is given all there is of an agent; of one that is terminated or erased, too.
 *
 * @param lines of all that isn't a file
 */
record NoteExport(UUID agentId, UUID exportId, long lines, long files, String by, Instant at)
    implements AgentCommand<Void> {}
