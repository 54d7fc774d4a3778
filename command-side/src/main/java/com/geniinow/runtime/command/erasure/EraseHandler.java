package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.task.Termination;
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
    var unsealed = rows.unsealed(c.agentId());
    var found = rows.count(c.agentId());
    if (c.dryRun()) {
      return new EraseAgent.Found(found, unsealed);
    }
    mustBeSealed(unsealed);
    agent.execute(a -> a.startErasure(c.erasureId(), c.reason(), found, c.by(), c.at()));
    rows.dropAnswers(c.agentId());
    runs.begin(c.erasureId(), c.agentId(), entity);
    return new EraseAgent.Begun(c.erasureId());
  }

  /** What is stored clear stays readable, whatever is destroyed: then nothing is begun. */
  private void mustBeSealed(long unsealed) {
    if (!keys.isOn()) {
      throw new Refusal.WrongState("Nothing is sealed without a master key; so nothing is erased.")
          .exception();
    }
    if (unsealed > 0) {
      throw new Refusal.WrongState(
              unsealed
                  + " events of the agent are stored clear: they can't be erased before they are"
                  + " sealed.")
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
    var found = rows.count(c.agentId());
    Termination.of(both, null, c.by(), c.at());
    agent.execute(a -> a.startErasure(c.erasureId(), c.reason(), found, c.by(), c.at()));
    rows.dropAnswers(c.agentId());
    runs.begin(c.erasureId(), c.agentId(), AgentEntry.entity());
  }

  /**
   * Keys that are destroyed stay so, whether or not this commits: then it is done again. An agent
   * that came back with a backup may have events that are stored clear in it: its erasure isn't
   * done before they are sealed.
   */
  @CommandHandler
  void handle(FinishErasure c) {
    var agent = agents.of(c);
    if (keys.isOn()) {
      mustBeSealed(rows.unsealed(c.agentId()));
    }
    var fingerprints = keys.destroyAgent(c.agentId());
    agent.execute(a -> a.finishErasure(fingerprints, c.at()));
    runs.end(c.erasureId());
  }
}
