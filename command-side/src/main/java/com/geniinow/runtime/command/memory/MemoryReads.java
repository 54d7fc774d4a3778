package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads one agent's memories, outside its line: a search waits for nobody. The agent is set first,
 * so row-level security shows nothing of any other.
 */
@Component
class MemoryReads {
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;

  MemoryReads(DataSource commandDataSource) {
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(commandDataSource));
    this.transaction.setReadOnly(true);
    this.jdbc = JdbcClient.create(commandDataSource);
  }

  /** The model that the agent's memories are searched in; null when it has none. */
  @Nullable String serving(UUID agentId) {
    return within(
        agentId,
        client ->
            client
                .sql("SELECT model FROM agent_memory_models WHERE agent_id = ?")
                .param(agentId)
                .query(String.class)
                .optional()
                .orElse(null));
  }

  /**
   * Checks that there is such an agent, for what is no command.
   *
   * @throws ProblemException 404
   */
  void mustKnow(UUID agentId) {
    boolean isKnown =
        within(
            agentId,
            client ->
                client
                    .sql("SELECT 1 FROM agents WHERE agent_id = ?")
                    .param(agentId)
                    .query(Integer.class)
                    .optional()
                    .isPresent());
    if (!isKnown) {
      throw ProblemException.notFound("agent", agentId);
    }
  }

  /**
   * Reads in a transaction that sees this agent's rows alone. Joins go by index, from what is named
   * first to what is named last: what a filter or a word leaves is little.
   */
  @SuppressWarnings("NullAway") // the callback's own result, null or not
  <T extends @Nullable Object> T within(UUID agentId, Function<JdbcClient, T> read) {
    return transaction.execute(
        status -> {
          jdbc.sql(
                  """
                  SELECT set_config('genii.role', 'command', true),
                    set_config('genii.agent_id', ?, true), set_config('genii.entity_id', '', true),
                    set_config('enable_hashjoin', 'off', true),
                    set_config('enable_mergejoin', 'off', true)\
                  """)
              .param(agentId.toString())
              .query()
              .singleRow();
          return read.apply(jdbc);
        });
  }
}
