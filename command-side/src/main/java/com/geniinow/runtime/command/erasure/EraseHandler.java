package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.task.Termination;
import com.geniinow.runtime.platform.sealing.DataKeys;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** The transactions of an erasure, all in the agent's line, where no hold can be set meanwhile. */
@Component
class EraseHandler {
  private final Agents agents;
  private final ErasedTable rows;
  private final ErasureTable runs;
  private final DataKeys keys;
  private final Now now;

  EraseHandler(Agents agents, ErasedTable rows, ErasureTable runs, DataKeys keys, Now now) {
    this.agents = agents;
    this.rows = rows;
    this.runs = runs;
    this.keys = keys;
    this.now = now;
  }

  @CommandHandler
  EraseAgent.Result handle(EraseAgent c) {
    var agent = agents.of(c);
    var before = agent.invoke(a -> a.erasureId());
    var entity = AgentEntry.entity();
    if (before != null) {
      return c.dryRun() ? found(before, c, entity) : new EraseAgent.Begun(before);
    }
    agent.execute(Agent::mustBeTerminated);
    var found = rows.all(c.counted(), c.agentId(), entity);
    if (c.dryRun()) {
      var held = rows.isHeld(entity) && !runs.keysAreGone(c.agentId());
      return new EraseAgent.Found(null, found, c.unsealed(), held);
    }
    mustNotBeHeld(c.agentId(), entity);
    mustHaveKeys();
    agent.execute(a -> a.startErasure(c.erasureId(), c.reason(), found, c.by(), c.at()));
    rows.dropProgress(c.agentId());
    runs.begin(c.erasureId(), c.agentId(), entity);
    return new EraseAgent.Begun(c.erasureId());
  }

  /** Of an erasure that began before; one that is done, or can't be undone, nothing holds. */
  private EraseAgent.Found found(UUID before, EraseAgent c, UUID entity) {
    var begun = rows.begun(c.agentId());
    var held = !begun.done() && rows.isHeld(entity) && !runs.keysAreGone(c.agentId());
    return new EraseAgent.Found(before, begun.found(), c.unsealed(), held);
  }

  /** What a hold would keep can't be read any more once the keys are gone: then none does. */
  private void mustNotBeHeld(UUID agentId, UUID entity) {
    if (rows.isHeld(entity) && !runs.keysAreGone(agentId)) {
      throw new Refusal.LegalHold(entity).exception();
    }
  }

  /** Where nothing is sealed there is nothing to destroy, and all would stay readable. */
  private void mustHaveKeys() {
    if (!keys.isOn()) {
      throw new Refusal.WrongState("Nothing is sealed without a master key; so nothing is erased.")
          .exception();
    }
  }

  /** Who is terminated here is so without a word: there is no key for one any more. */
  @CommandHandler
  void handle(EraseAgain c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    if (agent.invoke(a -> a.erasureId()) != null) {
      return;
    }
    var entity = AgentEntry.entity();
    var found = rows.all(c.counted(), c.agentId(), entity);
    Termination.of(both, null, c.by(), c.at());
    agent.execute(a -> a.startErasure(c.erasureId(), c.reason(), found, c.by(), c.at()));
    rows.dropProgress(c.agentId());
    runs.begin(c.erasureId(), c.agentId(), entity);
  }

  @CommandHandler
  void handle(EraseText c) {
    var agent = agents.of(c);
    mustNotBeHeld(c.agentId(), AgentEntry.entity());
    agent.execute(a -> a.eraseText(c.of(), c.rows(), c.at()));
  }

  @CommandHandler
  int handle(DropAnswers c) {
    var entity = AgentEntry.entity();
    mustNotBeHeld(c.agentId(), entity);
    return rows.dropAnswers(c.agentId(), entity, c.at());
  }

  /**
   * Keys that are destroyed stay so, whether or not this commits: then it is done again. Dated once
   * they are gone.
   *
   * @throws IllegalStateException while an event is stored clear, which destroys nothing; of those
   *     up to where all were sealed already none is looked at
   */
  @CommandHandler
  void handle(FinishErasure c) {
    var agent = agents.of(c);
    mustNotBeHeld(c.agentId(), AgentEntry.entity());
    if (rows.isClear(c.agentId(), c.sealedThrough())) {
      throw new IllegalStateException("an event is stored clear");
    }
    var fingerprints = keys.destroyAgent(c.agentId());
    agent.execute(a -> a.finishErasure(fingerprints, now.get()));
    runs.end(c.erasureId());
  }
}
