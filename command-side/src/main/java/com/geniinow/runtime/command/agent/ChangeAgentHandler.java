package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Json;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes agents. Their names and metadata are in the table alone: no rule of theirs needs them.
 */
@Component
class ChangeAgentHandler {
  private final Agents agents;
  private final JdbcClient jdbc;
  private final JsonMapper json;

  ChangeAgentHandler(Agents agents, JdbcClient jdbc, JsonMapper json) {
    this.agents = agents;
    this.jdbc = jdbc;
    this.json = json;
  }

  /** Both null once the agent's text is erased. */
  private record Now(@Nullable String name, @Nullable String metadata) {}

  /** A change to what is there already is none. */
  @CommandHandler
  void handle(ChangeAgent c) {
    var agent = agents.of(c);
    var before = read(c.agentId());
    if (before.name() == null || before.metadata() == null) {
      agent.execute(Agent::mustBeActive);
      return;
    }
    var name = c.name() == null ? before.name() : c.name();
    var metadata = metadata(before.metadata(), c);
    if (!name.equals(before.name()) || !metadata.equals(before.metadata())) {
      agent.execute(a -> a.change(name, new Json(metadata), c.by(), c.at()));
    }
  }

  /** As RFC 7396 has it; metadata that are taken away are stored as none given at provisioning. */
  private String metadata(String before, ChangeAgent c) {
    if (c.empties()) {
      return Json.EMPTY.text();
    }
    return c.metadata() == null ? before : merged(before, c.metadata());
  }

  private String merged(String before, ObjectNode patch) {
    var merged = MergePatch.onto(json.readTree(before), patch);
    var wrong = AgentMetadata.wrong(merged);
    if (wrong != null) {
      throw new Refusal.InvalidValue(wrong.field(), wrong.why()).exception();
    }
    return merged.toString();
  }

  private Now read(UUID agentId) {
    return jdbc.sql("SELECT name, metadata FROM agents WHERE agent_id = ?")
        .param(agentId)
        .query((row, n) -> new Now(row.getString(1), row.getString(2)))
        .single();
  }
}
