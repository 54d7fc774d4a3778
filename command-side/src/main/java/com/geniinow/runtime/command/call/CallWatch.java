package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.ZoneOffset;
import java.util.HashMap;
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
                AND q.monthly_tokens_used + q.monthly_tokens_reserved > q.monthly_token_limit
              OR q.monthly_cost_limit_usd < r.cost_limit_usd
                AND q.monthly_cost_used_usd + q.monthly_cost_reserved_usd > q.monthly_cost_limit_usd)
            AS over
        FROM running_calls r JOIN agents a ON a.agent_id = r.agent_id
          JOIN agent_quotas q ON q.agent_id = r.agent_id
        WHERE r.process_id = ?) calls
      WHERE NOT active OR NOT let_in OR over""";

  private final JdbcClient system;
  private final CallingProcess process;
  private final Now now;

  CallWatch(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, CallingProcess process, Now now) {
    this.system = system;
    this.process = process;
    this.now = now;
  }

  /**
   * The calls whose agent is not active any more, whose key or token opens nothing any more, or
   * whose agent is above a limit that was lowered while they ran; each with the reason as clients
   * are told it.
   */
  public Map<UUID, String> stopped() {
    Map<UUID, String> stopped = new HashMap<>();
    system
        .sql(STOPPED)
        .param(now.get().atOffset(ZoneOffset.UTC))
        .param(process.id())
        .query(
            row -> {
              stopped.put(row.getObject(1, UUID.class), row.getString(2));
            });
    return stopped;
  }
}
