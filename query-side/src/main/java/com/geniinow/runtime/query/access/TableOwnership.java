package com.geniinow.runtime.query.access;

import com.geniinow.runtime.platform.security.Ownership;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whose agents and tasks are. That never changes, so what was found once is remembered. */
public final class TableOwnership implements Ownership {
  private static final int REMEMBERED = 100_000;

  private final CallerReads reads;
  private final Cache<UUID, UUID> entities = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final Cache<UUID, TaskOwner> owners =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  public TableOwnership(CallerReads reads) {
    this.reads = reads;
  }

  @Override
  public Optional<UUID> entityOfAgent(UUID agentId) {
    return remembered(
        entities,
        agentId,
        () ->
            reads.asRuntime(
                jdbc ->
                    jdbc.sql("SELECT entity_id FROM agents WHERE agent_id = ?")
                        .param(agentId)
                        .query(UUID.class)
                        .optional()));
  }

  @Override
  public Optional<TaskOwner> ownerOfTask(UUID taskId) {
    return remembered(
        owners,
        taskId,
        () ->
            reads.asRuntime(
                jdbc ->
                    jdbc.sql("SELECT agent_id, entity_id FROM agent_tasks WHERE task_id = ?")
                        .param(taskId)
                        .query(
                            (row, n) ->
                                new TaskOwner(
                                    row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                        .optional()));
  }

  private static <V> Optional<V> remembered(
      Cache<UUID, V> cache, UUID id, Supplier<Optional<V>> lookUp) {
    @Nullable V known = cache.getIfPresent(id);
    if (known != null) {
      return Optional.of(known);
    }
    var found = lookUp.get();
    found.ifPresent(owner -> cache.put(id, owner));
    return found;
  }
}
