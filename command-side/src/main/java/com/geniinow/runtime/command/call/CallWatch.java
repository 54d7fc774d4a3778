package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.brake.Brake;
import com.geniinow.runtime.command.brake.Brake.Work;
import com.geniinow.runtime.command.brake.ListedBrakes;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which calls of this process must not go on. */
@Component
public class CallWatch {
  private static final String STOPPED =
      """
      SELECT call_id, CASE WHEN NOT active THEN 'agent_not_active'
          WHEN NOT let_in THEN 'unauthenticated' ELSE 'quota_exceeded' END
      FROM (SELECT r.call_id, a.status = 'active' AS active,
          CASE WHEN r.key_hash IS NOT NULL
            THEN EXISTS (SELECT FROM agent_key_secrets s JOIN agent_keys k ON k.key_id = s.key_id
              WHERE s.hash = r.key_hash AND k.revoked_at IS NULL
                AND coalesce(least(k.expires_at, s.valid_until), 'infinity') > ?)
            ELSE a.tokens_void_through IS NULL OR r.token_issued_at IS NULL
              OR date_trunc('second', r.token_issued_at)
                > date_trunc('second', a.tokens_void_through) END AS let_in,
          q.overage_policy = 'block'
            AND (q.monthly_token_limit < r.token_limit
                AND q.monthly_tokens_used + q.monthly_tokens_reserved
                  > q.monthly_token_limit + raised.tokens
              OR q.monthly_cost_limit_usd < r.cost_limit_usd
                AND q.monthly_cost_used_usd + q.monthly_cost_reserved_usd
                  > q.monthly_cost_limit_usd + raised.cost_usd)
            AS over
        FROM running_calls r JOIN agents a ON a.agent_id = r.agent_id
          JOIN agent_quotas q ON q.agent_id = r.agent_id
          CROSS JOIN LATERAL (SELECT coalesce(sum(l.tokens), 0) AS tokens,
              coalesce(sum(l.cost_usd), 0) AS cost_usd FROM limit_raises l
            WHERE l.agent_id = r.agent_id AND l.of_window = 'month' AND l.until > ?) raised
        WHERE r.process_id = ?) calls
      WHERE NOT active OR NOT let_in OR over""";

  /** What a brake has stopped is over for its calls too, also when the brake is gone again. */
  private static final String WORK =
      """
      SELECT r.call_id, r.entity_id, r.agent_id, r.task_type, r.model,
        EXISTS (SELECT FROM task_leases l
          WHERE l.task_id = r.task_id AND l.attempt = r.attempt AND l.braked) AS ended
      FROM running_calls r WHERE r.process_id = ?""";

  private static final String BRAKED = "braked";

  private final JdbcClient system;
  private final CallingProcess process;
  private final ListedBrakes brakes;
  private final Now now;

  CallWatch(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      CallingProcess process,
      ListedBrakes brakes,
      Now now) {
    this.brakes = brakes;
    this.system = system;
    this.process = process;
    this.now = now;
  }

  /**
   * The brakes in force, of which a call must know when it goes to another model than was asked
   * for.
   */
  public List<Brake> brakes() {
    return brakes.inForce();
  }

  /**
   * The calls that a brake stops, whose agent is not active any more, whose key or token opens
   * nothing any more, or whose agent is above a limit that was lowered while they ran; each with
   * the reason as clients are told it. The end of a raise lowers none.
   */
  public Map<UUID, String> stopped() {
    Map<UUID, String> stopped = new HashMap<>();
    var inForce = brakes.inForce();
    system
        .sql(WORK)
        .param(process.id())
        .query(
            row -> {
              var work =
                  new Work(
                      row.getObject(2, UUID.class),
                      row.getObject(3, UUID.class),
                      row.getString(4),
                      row.getString(5));
              if (row.getBoolean(6) || inForce.stream().anyMatch(brake -> brake.stops(work))) {
                stopped.put(row.getObject(1, UUID.class), BRAKED);
              }
            });
    system
        .sql(STOPPED)
        .param(now.get().atOffset(ZoneOffset.UTC))
        .param(now.get().atOffset(ZoneOffset.UTC))
        .param(process.id())
        .query(
            row -> {
              stopped.put(row.getObject(1, UUID.class), row.getString(2));
            });
    return stopped;
  }
}
