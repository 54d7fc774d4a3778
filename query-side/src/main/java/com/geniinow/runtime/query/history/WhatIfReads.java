package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.query.record.StoredEvent;
import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Gives the events of an agent, or of an entity, to a {@link WhatIf}, in one snapshot. */
final class WhatIfReads {
  /** Events that are in memory at a time. */
  private static final int PAGE = 500;

  private final HikariDataSource pool;
  private final StoredEvents events;

  WhatIfReads(HikariDataSource pool, StoredEvents events) {
    this.pool = pool;
    this.events = events;
  }

  /**
   * Answers.
   *
   * @throws ProblemException 404 for an agent or an entity without events
   */
  WhatIfView answer(WhatIfRequest request) {
    var level = request.agentId() == null ? Level.ENTITY : Level.AGENT;
    var prices = new WhatIfPrices(Objects.requireNonNullElse(request.prices(), Map.of()));
    var limits = new WhatIfLimits(level, request.limits(), request.policy());
    var whatIf = new WhatIf(request.period(), limits, prices);
    try (var snapshot = Session.open(pool).beginSnapshot()) {
      var chains = chains(snapshot.jdbc(), request);
      if (!prices.areAsTheyWere()) {
        read(
            snapshot.jdbc(),
            chains,
            event -> {
              if (event.payload() instanceof UsageRecorded use) {
                prices.learn(use);
              }
            });
      }
      read(snapshot.jdbc(), chains, whatIf::take);
      return whatIf.result();
    }
  }

  private static List<UUID> chains(JdbcClient snapshot, WhatIfRequest request) {
    if (request.agentId() != null) {
      var agent = request.agentId();
      if (StoredEvents.after(snapshot, agent, 0, 1).isEmpty()) {
        throw ProblemException.notFound("agent", agent);
      }
      return List.of(agent);
    }
    var entity = Objects.requireNonNull(request.entityId());
    new StorePart(entity, Set.of()).mustBeThere(snapshot);
    var chains =
        new ArrayList<>(
            snapshot
                .sql("SELECT agent_id FROM agents WHERE entity_id = ?")
                .param(entity)
                .query(UUID.class)
                .list());
    chains.add(Ids.budgetOf(entity));
    return chains;
  }

  private void read(JdbcClient snapshot, List<UUID> chains, Consumer<StoredEvent> reader) {
    var sql =
        EventRow.SELECT + "WHERE agent_id = ANY (?) AND type <> 'Agent' ORDER BY global_index";
    try (var rows =
        snapshot
            .sql(sql)
            .param(new SqlArrayValue("uuid", chains.toArray()))
            .query(EventRow::of)
            .stream()) {
      var page = new ArrayList<EventRow>();
      rows.forEach(
          row -> {
            page.add(row);
            if (page.size() == PAGE) {
              events.decode(page).forEach(reader);
              page.clear();
            }
          });
      events.decode(page).forEach(reader);
    }
  }
}
