package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes room for a file before its bytes flow; answers a {@code StorageAdmission}.
 *
 * @param objectName where they will go
 * @param taskId the task it comes from, as far as that is known yet
 * @param atLeast the smallest size in bytes that the file can turn out to have
 * @param atMost the largest
 * @param mayWait whether the answer may be {@code Later}, unrecorded, where other uploads hold the
 *     room that is missing
 * @param due when the room is given up whatever happens
 */
record ReserveFile(
    UUID agentId,
    UUID fileId,
    String objectName,
    @Nullable UUID taskId,
    long atLeast,
    long atMost,
    boolean mayWait,
    Instant due,
    Instant at)
    implements AgentCommand<ReserveResult> {}
