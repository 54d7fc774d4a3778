package com.geniinow.runtime.query.view.quota;

import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.view.access.CallerReads;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Every limit that an agent's use counts against: its own, its entity's and the platform's. */
@Component
class Levels {
  private final CallerReads reads;
  private final Clock clock;

  Levels(CallerReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  /** In the order agent, entity, platform. */
  List<LevelView> of(QuotaView quota, Caller caller) {
    var all = new ArrayList<>(OwnLevels.of(quota));
    all.addAll(above(quota, caller));
    return all;
  }

  private List<LevelView> above(QuotaView quota, Caller caller) {
    var now = clock.instant();
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(
                    """
                    SELECT l.* FROM genii_levels(?, ?, ?) l
                    WHERE l.o_limit IS NOT NULL AND (l.o_level = 'platform' OR l.o_entity =
                      (SELECT entity_id FROM agents WHERE agent_id = ?))
                    ORDER BY l.o_level, l.o_kind DESC""")
                .param(Window.MONTH.of(now))
                .param(Window.DAY.of(now))
                .param(now.atOffset(ZoneOffset.UTC))
                .param(quota.agentId())
                .query((row, n) -> level(row, now))
                .list());
  }

  private static LevelView level(ResultSet row, Instant now) throws SQLException {
    var kind = row.getString("o_kind").split("/", -1);
    var window = Window.valueOf(kind[0]);
    var limit = QuotaView.usd(row, "o_limit");
    var used = QuotaView.usd(row, "o_used");
    return new LevelView(
        row.getString("o_level"),
        window.wire(),
        LimitKind.valueOf(kind[1]).wire(),
        limit,
        used,
        QuotaView.usd(row, "o_held"),
        Amounts.percent(used, limit),
        row.getString("o_policy"),
        window.end(window.of(now)));
  }
}
