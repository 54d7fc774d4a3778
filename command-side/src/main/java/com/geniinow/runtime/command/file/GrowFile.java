package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes more room for a file that turned out larger than what it holds, or gives it up and records
 * why; answers a {@code ReserveResult}.
 *
 * @param bytes how much of it has come
 * @param atMost the largest size in bytes that it can turn out to have
 * @param mayWait whether the answer may be {@code Later}, with nothing changed, where other uploads
 *     hold the room that is missing
 * @param due when the room is given up whatever happens
 */
record GrowFile(
    UUID agentId, UUID fileId, long bytes, long atMost, boolean mayWait, Instant due, Instant at)
    implements AgentCommand<ReserveResult> {}
