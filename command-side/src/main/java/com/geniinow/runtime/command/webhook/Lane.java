package com.geniinow.runtime.command.webhook;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook has to be told of one agent, in this process's hands for a while.
 *
 * @param lease under which it is held; nobody else has the same
 * @param url where to; null where there is no such webhook any more
 * @param types the names of what is told
 * @param taskId the task whose end a callback tells; null for everything of the agent
 * @param position everything up to here was told
 * @param wanted up to where there is something
 * @param tries how often the next event was tried in vain
 * @param failingSince when it was first tried in vain; null where it was not
 */
record Lane(
    UUID laneId,
    UUID lease,
    UUID webhookId,
    UUID agentId,
    UUID entityId,
    @Nullable String url,
    Set<String> types,
    @Nullable UUID taskId,
    long position,
    long wanted,
    int tries,
    @Nullable Instant failingSince) {
  /** The same, further on. */
  Lane at(long told, long until) {
    return new Lane(
        laneId, lease, webhookId, agentId, entityId, url, types, taskId, told, until, 0, null);
  }

  /** Whether it tells the end of one task alone. */
  boolean isCallback() {
    return taskId != null;
  }
}
