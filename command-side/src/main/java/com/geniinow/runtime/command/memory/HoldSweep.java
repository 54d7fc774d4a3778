package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.memory.SettleEmbedding.Ending;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ends the holds of embedding calls whose process never came back: they are charged in full. */
@Component
class HoldSweep implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(HoldSweep.class);
  private static final int BATCH = 500;

  private final JdbcClient system;
  private final AgentLine line;
  private final Now now;

  HoldSweep(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, AgentLine line, Now now) {
    this.system = system;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "embedding-hold-sweep";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(Due.byDatabase("SELECT min(expires_at) FROM embedding_holds"));
  }

  @Override
  public void run() {
    var at = now.get();
    system
        .sql(
            """
            SELECT agent_id, hold_id, model FROM embedding_holds
            WHERE expires_at <= clock_timestamp() ORDER BY expires_at LIMIT ?""")
        .param(BATCH)
        .query(
            (row, n) ->
                new SettleEmbedding(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getString(3),
                    Ending.UNKNOWN,
                    0,
                    0,
                    at))
        .list()
        .forEach(this::end);
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private void end(SettleEmbedding lost) {
    try {
      line.send(lost);
    } catch (RuntimeException e) {
      log.warn("embedding hold {} could not be ended", lost.holdId(), e);
    }
  }
}
