package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.platform.sealing.DataKeys;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** The first and the last transaction of an erasure, both in the agent's line. */
@Component
class EraseHandler {
  private final Agents agents;
  private final ErasedTable rows;
  private final ErasureTable runs;
  private final DataKeys keys;

  EraseHandler(Agents agents, ErasedTable rows, ErasureTable runs, DataKeys keys) {
    this.agents = agents;
    this.rows = rows;
    this.runs = runs;
    this.keys = keys;
  }

  @CommandHandler
  EraseAgent.Result handle(EraseAgent c) {
    var agent = agents.of(c);
    var before = agent.invoke(a -> a.erasureId());
    if (before != null) {
      return new EraseAgent.Begun(before);
    }
    agent.execute(Agent::mustBeTerminated);
    var entity = AgentEntry.entity();
    if (rows.isHeld(entity)) {
      throw new Refusal.LegalHold(entity).exception();
    }
    var found = rows.count(c.agentId());
    if (c.dryRun()) {
      return new EraseAgent.Found(found, rows.unsealed(c.agentId()));
    }
    mustHaveKeys();
    agent.execute(a -> a.startErasure(c.erasureId(), c.reason(), found, c.by(), c.at()));
    rows.dropAnswers(c.agentId());
    runs.begin(c.erasureId(), c.agentId(), entity);
    return new EraseAgent.Begun(c.erasureId());
  }

  /** Where nothing is sealed there is nothing to destroy, and all would stay readable. */
  private void mustHaveKeys() {
    if (!keys.isOn()) {
      throw new Refusal.WrongState("Nothing is sealed without a master key; so nothing is erased.")
          .exception();
    }
  }

  /**
   * Keys that are destroyed stay so, whether or not this commits: then it is done again.
   *
   * @throws IllegalStateException while an event is stored clear, which destroys nothing
   */
  @CommandHandler
  void handle(FinishErasure c) {
    var agent = agents.of(c);
    var unsealed = rows.unsealed(c.agentId());
    if (unsealed > 0) {
      throw new IllegalStateException(unsealed + " events are stored clear");
    }
    var fingerprints = keys.destroyAgent(c.agentId());
    agent.execute(a -> a.finishErasure(fingerprints, c.at()));
    runs.end(c.erasureId());
  }
}
