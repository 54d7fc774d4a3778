package com.geniinow.runtime.command.line;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The first statement of every command's transaction, in one round trip and before any aggregate is
 * loaded: sets the tenant that row-level security checks, takes the agent's advisory lock until
 * commit, and learns how far the agent's streams have come.
 */
public final class EnterAgent implements MessageHandlerInterceptor<CommandMessage<?>> {
  private final JdbcClient jdbc;

  public EnterAgent(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Object handle(UnitOfWork<? extends CommandMessage<?>> unitOfWork, InterceptorChain chain)
      throws Exception {
    if (!(unitOfWork.getMessage().getPayload() instanceof AgentCommand<?> command)) {
      throw new IllegalStateException(
          unitOfWork.getMessage().getPayloadType() + " does not name an agent");
    }
    AgentEntry entry;
    try {
      entry = ask(command);
    } catch (DataAccessException e) {
      // Another process has had the agent's turn for longer than anybody waits: no outage.
      throw Conflicts.isLockTimeout(e) ? new Refusal.AgentBusy().exception() : e;
    }
    entry.enter();
    return chain.proceed();
  }

  private AgentEntry ask(AgentCommand<?> command) {
    var agentId = command.agentId();
    return jdbc.sql(
            "SELECT o_entity, o_agent_version, o_quota_version, o_prices FROM genii_enter(?, ?, ?)")
        .param(agentId)
        .param(Ids.quotaOf(agentId))
        .param(command.newEntityId())
        .query(
            (row, n) ->
                new AgentEntry(
                    agentId,
                    row.getObject(1, UUID.class),
                    version(row, 2),
                    version(row, 3),
                    version(row, 4)))
        .single();
  }

  private static long version(ResultSet row, int column) throws SQLException {
    long version = row.getLong(column);
    return row.wasNull() ? -1 : version;
  }
}
