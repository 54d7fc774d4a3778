package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.brake.ListedBrakes;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.memory.TendMemories.AddVectors;
import com.geniinow.runtime.command.memory.TendMemories.DropOthers;
import com.geniinow.runtime.command.memory.TendMemories.NoteRefused;
import com.geniinow.runtime.command.memory.TendMemories.Serve;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.platform.embedding.Embedder;
import com.geniinow.runtime.platform.embedding.Embedders;
import com.geniinow.runtime.platform.embedding.EmbeddingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Embeds everything anew after the model was changed, agent by agent. An agent's memories are
 * searched in the old model until each has a vector of the new one, then in the new one. What it
 * costs is the operator's, not the agents'. It goes on where it stopped. A memory whose text the
 * new model refuses keeps its old vector and is not found by its meaning, until the model is
 * another.
 */
@Component
class ReembeddingJob implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(ReembeddingJob.class);

  /** Texts of one step, and so of one request. */
  private static final int STEP = 32;

  private static final UUID START = new UUID(0, 0);

  private final ReembeddingTable table;
  private final Embedders embedders;
  private final EmbeddingTimer timer;
  private final AgentLine line;
  private final ListedBrakes brakes;
  private final Now now;
  private final CreditWatch credit;
  private volatile UUID restedAt = START;

  /** Another model than that of the process before may be set at each start. */
  private volatile boolean looked;

  ReembeddingJob(
      ReembeddingTable table,
      Embedders embedders,
      EmbeddingTimer timer,
      AgentLine line,
      ListedBrakes brakes,
      Now now,
      CreditWatch credit) {
    this.table = table;
    this.embedders = embedders;
    this.timer = timer;
    this.line = line;
    this.brakes = brakes;
    this.now = now;
    this.credit = credit;
  }

  @Override
  public String name() {
    return "memory-reembedding";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byDatabase(
            """
            SELECT to_timestamp(0) WHERE ? OR EXISTS (
              SELECT FROM memory_reembeddings WHERE model = ? AND finished_at IS NULL)""",
            () -> !looked,
            () -> embedders.current().model()));
  }

  @Override
  public void run() {
    looked = true;
    var model = embedders.current();
    if (isBraked(model.model())) {
      return;
    }
    var agents = table.agentsBeside(model.model());
    if (agents.isEmpty()) {
      table.finish(model.model(), now.get());
      return;
    }
    table.begin(model.model(), now.get());
    var anew = new AnewTexts(model, timer);
    for (var agentId : fromTheOneBehind(restedAt, agents)) {
      try {
        reembed(agentId, model, anew);
      } catch (EmbeddingException e) {
        restedAt = agentId;
        log.warn("embedding anew with {} rests: {}", model.model(), e.getMessage());
        if (e.outOfCredit() != null) {
          credit.embeddingRefused(e.outOfCredit(), model.model(), now.get());
        }
        return;
      } catch (RuntimeException e) {
        log.warn("the memories of agent {} could not be embedded anew yet", agentId, e);
      }
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /** What one entity or agent may not do is no work of theirs: the operator pays for it. */
  private boolean isBraked(String model) {
    return brakes.inForce().stream()
        .anyMatch(brake -> brake.scope() == BrakeScope.FLEET || brake.stopsModel(model));
  }

  /** How many of them were not noted before, and so are told. */
  private int note(UUID agentId, Embedder model, List<UUID> refused) {
    int noted = line.send(new NoteRefused(agentId, model.model(), refused, now.get()));
    if (noted > 0) {
      log.warn(
          "memories of agent {} keep their vectors, their texts are refused by {}: {}",
          agentId,
          model.model(),
          refused);
    }
    return noted;
  }

  /** Each run begins with another agent: what fails for one each time is no outage for the rest. */
  private static List<UUID> fromTheOneBehind(UUID rested, List<UUID> agents) {
    var turned = new ArrayList<>(agents);
    Collections.rotate(turned, -1 - agents.indexOf(rested));
    return turned;
  }

  /** Passes over the agent's memories until a pass finds none without a vector. */
  private void reembed(UUID agentId, Embedder model, AnewTexts anew) {
    while (pass(agentId, model, anew) > 0) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
    if (line.send(new Serve(agentId, model.model(), now.get())) == 0) {
      return; // one was stored just now: the next run finds it
    }
    while (line.send(new DropOthers(agentId, 500, now.get())) > 0) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private int pass(UUID agentId, Embedder model, AnewTexts anew) {
    var all = 0;
    var after = START;
    var texts = table.without(agentId, model.model(), after, STEP, now.get());
    while (!texts.isEmpty() && !Thread.currentThread().isInterrupted()) {
      var answer = anew.embed(texts);
      var done = line.send(new AddVectors(agentId, model.model(), answer.anew(), now.get()));
      if (!answer.refused().isEmpty()) {
        done += note(agentId, model, answer.refused());
      }
      table.advance(model.model(), done);
      all += done;
      after = texts.getLast().memoryId();
      texts = table.without(agentId, model.model(), after, STEP, now.get());
    }
    return all;
  }
}
