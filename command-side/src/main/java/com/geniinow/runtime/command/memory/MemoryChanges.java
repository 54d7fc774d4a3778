package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.MergePatch;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryTtlChanged;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.query.view.memory.MemoryJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What may change of a memory that is there: its metadata, and when it expires. */
@Component
class MemoryChanges {
  private static final JsonMapper JSON = Json.mapper();

  private final MemoryTable rows;
  private final MemoryModelTable models;
  private final IdempotencyKeyTable keys;

  MemoryChanges(MemoryTable rows, MemoryModelTable models, IdempotencyKeyTable keys) {
    this.rows = rows;
    this.models = models;
    this.keys = keys;
  }

  /**
   * Answers who wants remembered what is there already: its metadata are merged, and a time to live
   * that is given counts from now.
   *
   * @param isPaid whether a call was made for it: then metadata that grow too large stay as they
   *     are, since a refusal would take its settlement back
   */
  String again(
      UUID agentId,
      Aggregate<Agent> agent,
      KeptMemory kept,
      MemoryWish wish,
      boolean isPaid,
      Instant at) {
    if (wish.metadata() != null && !wish.metadata().isEmpty()) {
      var merged = merged(kept, wish.metadata());
      if (fits(merged)) {
        set(agentId, kept, merged);
      } else if (!isPaid) {
        throw tooLarge();
      }
    }
    if (wish.ttlSeconds() != null) {
      expire(agentId, agent, kept, Ttl.expiry(wish.ttlSeconds(), at), at);
    }
    var model = Objects.requireNonNullElse(models.serving(agentId), "");
    return keep(agentId, wish, new RememberedMemory(kept.memoryId(), model, kept.createdAt()), at);
  }

  /** Keeps an answer for who asks again; what it is as text. */
  String keep(UUID agentId, MemoryWish wish, RememberedMemory answer, Instant at) {
    var response = answer.json();
    var key = wish.requestKey();
    if (key != null) {
      keys.keep(agentId, key.key(), key.hash(), response, at);
    }
    return response;
  }

  /** Puts what a patch says into a memory's metadata. */
  void patch(UUID agentId, KeptMemory kept, ObjectNode patch) {
    var merged = merged(kept, patch);
    if (!fits(merged)) {
      throw tooLarge();
    }
    set(agentId, kept, merged);
  }

  /** Takes all metadata away. */
  void clear(UUID agentId, KeptMemory kept) {
    set(agentId, kept, JSON.createObjectNode());
  }

  /** Changes when a memory expires; null for never. */
  void expire(
      UUID agentId,
      Aggregate<Agent> agent,
      KeptMemory kept,
      @Nullable Instant expiresAt,
      Instant at) {
    if (Objects.equals(expiresAt, kept.expiresAt())) {
      return;
    }
    rows.expire(kept.memoryId(), expiresAt);
    agent.execute(
        a ->
            a.noteMemory(
                new MemoryTtlChanged(agentId, kept.memoryId(), kept.textSha256(), expiresAt, at)));
  }

  private void set(UUID agentId, KeptMemory kept, ObjectNode metadata) {
    models.add(agentId, 0, rows.change(kept, metadata.toString()));
  }

  private static ObjectNode merged(KeptMemory kept, ObjectNode patch) {
    return MergePatch.onto(JSON.readTree(kept.metadata()), patch);
  }

  private static boolean fits(ObjectNode metadata) {
    return metadata.toString().getBytes(StandardCharsets.UTF_8).length <= MemoryJson.MAX_BYTES;
  }

  private static RuntimeException tooLarge() {
    return new Refusal.InvalidValue(
            "metadata", "would be more than " + MemoryJson.MAX_BYTES + " bytes with what is there")
        .exception();
  }
}
