package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.memory.TendMemories.AddVectors;
import com.geniinow.runtime.command.memory.TendMemories.Anew;
import com.geniinow.runtime.command.memory.TendMemories.DropOthers;
import com.geniinow.runtime.command.memory.TendMemories.Serve;
import com.geniinow.runtime.platform.embedding.Embedder;
import com.geniinow.runtime.platform.embedding.Embedders;
import com.geniinow.runtime.platform.embedding.EmbeddingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Embeds everything anew after the model was changed, agent by agent. An agent's memories are
 * searched in the old model until each has a vector of the new one, then in the new one. What it
 * costs is the operator's, not the agents'. It goes on where it stopped.
 */
@Component
class ReembeddingJob implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(ReembeddingJob.class);

  /** Texts of one step, and so of one request. */
  private static final int STEP = 32;

  private static final UUID START = new UUID(0, 0);

  private final ReembeddingBook book;
  private final Embedders embedders;
  private final EmbeddingTimer timer;
  private final AgentLine line;
  private final Now now;

  ReembeddingJob(
      ReembeddingBook book, Embedders embedders, EmbeddingTimer timer, AgentLine line, Now now) {
    this.book = book;
    this.embedders = embedders;
    this.timer = timer;
    this.line = line;
    this.now = now;
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
  public void run() {
    var model = embedders.current();
    var agents = book.agentsBeside(model.model());
    if (agents.isEmpty()) {
      book.finish(model.model(), now.get());
      return;
    }
    book.begin(model.model(), now.get());
    for (var agentId : agents) {
      try {
        reembed(agentId, model);
      } catch (EmbeddingException e) {
        log.warn("embedding anew with {} rests: {}", model.model(), e.getMessage());
        return;
      } catch (RuntimeException e) {
        log.warn("the memories of agent {} could not be embedded anew yet", agentId, e);
      }
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /** Passes over the agent's memories until a pass finds none without a vector. */
  private void reembed(UUID agentId, Embedder model) {
    while (pass(agentId, model) > 0) {
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

  private int pass(UUID agentId, Embedder model) {
    var all = 0;
    var after = START;
    var texts = book.without(agentId, model.model(), after, STEP, now.get());
    while (!texts.isEmpty() && !Thread.currentThread().isInterrupted()) {
      var vectors =
          timer.time(model, texts.stream().map(t -> fitting(model, t.text())).toList()).vectors();
      List<Anew> anew = new ArrayList<>();
      for (var i = 0; i < vectors.size(); i++) {
        anew.add(new Anew(texts.get(i).memoryId(), vectors.get(i)));
      }
      var added = line.send(new AddVectors(agentId, model.model(), anew, now.get()));
      book.advance(model.model(), added);
      all += added;
      after = texts.getLast().memoryId();
      texts = book.without(agentId, model.model(), after, STEP, now.get());
    }
    return all;
  }

  /** The new model may take less of a text than the old one did: then its beginning counts. */
  private static String fitting(Embedder model, String text) {
    var fits = text;
    while (model.countTokens(fits) > model.maxTokens()) {
      fits =
          fits.substring(0, fits.offsetByCodePoints(0, fits.codePointCount(0, fits.length()) / 2));
    }
    return fits;
  }
}
