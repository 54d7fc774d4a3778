package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.platform.security.Ownership;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose agents, tasks and webhooks are. That never changes, so what was found once is remembered;
 * but of webhooks, which are few and may be gone, nothing is.
 */
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
    return remembered(entities, agentId, () -> lookUpEntity(agentId));
  }

  @Override
  public Optional<TaskOwner> ownerOfTask(UUID taskId) {
    return remembered(owners, taskId, () -> lookUpOwner(taskId));
  }

  @Override
  public boolean isAgentOf(UUID agentId, UUID entityId) {
    return holds(entities, agentId, entityId::equals, () -> lookUpEntity(agentId));
  }

  @Override
  public boolean isTaskOf(UUID taskId, Predicate<TaskOwner> owner) {
    return holds(owners, taskId, owner, () -> lookUpOwner(taskId));
  }

  @Override
  public void remember(UUID taskId, TaskOwner owner) {
    owners.put(taskId, owner);
  }

  @Override
  public boolean isWebhookOf(UUID webhookId, UUID agentId) {
    return reads
        .asRuntime(
            jdbc ->
                jdbc.sql("SELECT agent_id FROM webhooks WHERE webhook_id = ?")
                    .param(webhookId)
                    .query(UUID.class)
                    .optional())
        .filter(agentId::equals)
        .isPresent();
  }

  private Optional<UUID> lookUpEntity(UUID agentId) {
    return reads.asRuntime(
        jdbc ->
            jdbc.sql("SELECT entity_id FROM agents WHERE agent_id = ?")
                .param(agentId)
                .query(UUID.class)
                .optional());
  }

  private Optional<TaskOwner> lookUpOwner(UUID taskId) {
    return reads.asRuntime(
        jdbc ->
            jdbc.sql("SELECT agent_id, entity_id FROM agent_tasks WHERE task_id = ?")
                .param(taskId)
                .query(
                    (row, n) ->
                        new TaskOwner(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .optional());
  }

  /**
   * Only a yes comes from memory. A no always costs one look-up, for what is there and for what
   * isn't: were it remembered too, a fast refusal would say that the thing exists.
   */
  private static <V> boolean holds(
      Cache<UUID, V> cache, UUID id, Predicate<V> condition, Supplier<Optional<V>> lookUp) {
    @Nullable V known = cache.getIfPresent(id);
    if (known != null && condition.test(known)) {
      return true;
    }
    var found = lookUp.get().filter(condition);
    found.ifPresent(owner -> cache.put(id, owner));
    return found.isPresent();
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
