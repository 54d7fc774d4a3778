package com.geniinow.runtime.query.projection;

import com.geniinow.runtime.query.agent.AgentProjector;
import com.geniinow.runtime.query.file.FileProjector;
import com.geniinow.runtime.query.ledger.LedgerHeads;
import com.geniinow.runtime.query.ledger.LedgerProjector;
import com.geniinow.runtime.query.quota.QuotaProjector;
import com.geniinow.runtime.query.task.TaskProjector;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;

/** All projectors over one connection or transaction; the tables they meet decide which rows. */
public final class Projections {
  private final JdbcOperations jdbc;

  public Projections(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /** Writes the rows of the events of one commit, in their order. */
  public void project(List<StoredEvent> events) {
    var projectors =
        List.of(
            new AgentProjector(),
            new QuotaProjector(),
            new TaskProjector(),
            new FileProjector(),
            new LedgerProjector(new LedgerHeads(jdbc)),
            new SystemEventProjector());
    var writes = new Writes();
    for (var event : events) {
      projectors.forEach(projector -> projector.project(event, writes));
    }
    writes.flush(jdbc);
  }
}
