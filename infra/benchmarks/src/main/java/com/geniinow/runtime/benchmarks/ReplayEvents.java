package com.geniinow.runtime.benchmarks;

import java.time.Instant;
import java.util.UUID;

/**
 * Events as commands would have stored them, for agents that are provisioned already: task after
 * task from submission to completion, five events each, the agents in turns, a task every
 * millisecond.
 */
final class ReplayEvents {
  private static final int PER_TASK = 5;

  private static final String WRITE =
      """
      INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
        event_identifier, payload_type, payload_revision, payload, meta_data, time_stamp,
        agent_id, entity_id)
      SELECT CASE WHEN s.quota THEN q.aggregate_identifier ELSE q.agent_id::text END,
        1 + (t.n - 1) * CASE WHEN s.quota THEN 2 ELSE 3 END + s.step,
        CASE WHEN s.quota THEN 'Quota' ELSE 'Agent' END,
        md5(q.agent_id::text || t.n || '/' || s.place)::uuid::text,
        'com.geniinow.runtime.events.' || s.type, '1',
        format('{"agentId":"%%s","taskId":"%%s",%%s,"at":"%%s"}', q.agent_id, x.task, s.body, x.at),
        '{}', x.at, q.agent_id, q.entity_id
      FROM generate_series(%d, %d) t (n)
      CROSS JOIN (SELECT aggregate_identifier, agent_id, entity_id,
          payload::json ->> 'period' AS period FROM domain_event_entry
        WHERE type = 'Quota' AND sequence_number = 0 %s) q
      CROSS JOIN LATERAL (SELECT md5(q.agent_id::text || t.n)::uuid AS task,
        to_char(timestamp '%s' + t.n * interval '1 millisecond',
          'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at) x
      CROSS JOIN LATERAL (VALUES
        (1, false, 0, 'task.TaskEvent$TaskSubmitted',
          '"type":"simulate","payload":{"model":"gpt-4o-mini","text":"what shall be done"},'
          || '"model":"gpt-4o-mini","estimatedTokens":100,"estimatedCostUsd":"0.1",'
          || '"idempotencyKey":null'),
        (2, true, 0, 'quota.QuotaEvent$UsageReserved',
          '"attempt":1,"tokens":100,"costUsd":"0.1","period":"' || q.period || '"'),
        (3, false, 1, 'task.TaskEvent$TaskStarted', '"attempt":1,"workerId":"worker-7"'),
        (4, false, 2, 'task.TaskEvent$TaskCompleted', '"attempt":1,"result":{"text":"done"}'),
        (5, true, 1, 'quota.QuotaEvent$UsageRecorded',
          '"attempt":1,"model":"gpt-4o-mini","inputTokens":30,"outputTokens":12,"tokens":42,'
          || '"costUsd":"0.00042","reservedTokens":100,"reservedCostUsd":"0.1","period":"'
          || q.period || '","estimated":false')) s (place, quota, step, type, body)
      ORDER BY t.n, s.place, q.agent_id""";

  /** Of which agents, from which of their tasks on. */
  private record Part(String condition, int from, int to) {}

  private ReplayEvents() {}

  /**
   * Writes so many of all agents, then more of one until it has a long history, and moves what
   * works in the background past them.
   *
   * @return a moment in the middle of the long history
   */
  static Instant write(Servers servers, int agents, int events, UUID old, int history) {
    // Nothing happens before the agents are there, or later than now.
    var start =
        Instant.ofEpochMilli(
            servers.number(
                """
                SELECT ceil(extract(epoch FROM max(time_stamp::timestamptz)) * 1000)::bigint
                FROM domain_event_entry"""));
    var each = Math.max(1, events / agents / PER_TASK);
    var most = Math.max(each, history / PER_TASK);
    write(servers, start, new Part("", 1, each), 20);
    write(servers, start, new Part("AND agent_id = '%s'".formatted(old), each + 1, most), 20_000);
    servers.execute(
        """
        UPDATE token_entry SET token = convert_to(format('{"index":%s,"gaps":[]}',
          (SELECT max(global_index) FROM domain_event_entry)), 'UTF8')
        WHERE token IS NOT NULL""");
    servers.execute("VACUUM ANALYZE domain_event_entry");
    return start.plusMillis(most / 2);
  }

  private static void write(Servers servers, Instant start, Part part, int step) {
    var timestamp = start.toString().replace("T", " ").replace("Z", "");
    for (var from = part.from(); from <= part.to(); from += step) {
      var to = Math.min(from + step - 1, part.to());
      servers.execute(WRITE.formatted(from, to, part.condition(), timestamp));
    }
  }
}
