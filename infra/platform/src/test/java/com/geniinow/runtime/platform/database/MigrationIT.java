package com.geniinow.runtime.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On an empty database, by an owner that is no superuser. */
class MigrationIT {
  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void an_empty_database_is_made_whole_by_an_owner_that_is_no_superuser() {
    assertThat(
            cluster
                .owner()
                .queryForObject(
                    "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
                    Boolean.class))
        .isFalse();
    cluster.migrate();
    assertThat(version()).isEqualTo(SchemaVersion.needed());
    assertThat(superusersTables()).as("all belongs to the owner").isEmpty();

    cluster.migrate();
    assertThat(version()).as("a second start changes nothing").isEqualTo(SchemaVersion.needed());
  }

  /** As Supabase has it: pgvector in a schema that only some may look into. */
  @Test
  void extensions_may_live_in_a_schema_of_their_own() {
    var superuser = cluster.superuser();
    superuser.execute("DROP EXTENSION vector");
    superuser.execute("CREATE SCHEMA extensions AUTHORIZATION genii");
    superuser.execute("CREATE EXTENSION vector SCHEMA extensions");
    superuser.execute("ALTER DATABASE genii SET search_path = \"$user\", public, extensions");

    cluster.migrate();
    for (var role : DatabaseRole.values()) {
      assertThat(cluster.as(role).queryForObject("SELECT '[1,2]'::vector::text", String.class))
          .isEqualTo("[1,2]");
    }
  }

  @Test
  void where_the_owner_may_not_open_that_schema_it_starts_all_the_same() {
    var superuser = cluster.superuser();
    superuser.execute("DROP EXTENSION vector");
    superuser.execute("CREATE SCHEMA extensions");
    superuser.execute("CREATE EXTENSION vector SCHEMA extensions");
    superuser.execute("GRANT USAGE ON SCHEMA extensions TO genii");
    superuser.execute("ALTER DATABASE genii SET search_path = \"$user\", public, extensions");

    cluster.migrate();
    superuser.execute("GRANT USAGE ON SCHEMA extensions TO genii_system");
    assertThat(
            cluster
                .as(DatabaseRole.SYSTEM)
                .queryForObject("SELECT '[1]'::vector::text", String.class))
        .isEqualTo("[1]");
  }

  @Test
  void who_does_not_migrate_refuses_to_start_on_an_older_schema() {
    var pools = new ConnectionPools(cluster.settings(false));
    var known = SchemaVersion.known();
    var before = known.get(known.size() - 2);
    cluster.migrateTo(before);
    assertThatThrownBy(() -> pools.open(DatabaseRole.QUERY))
        .hasMessageContaining("The schema is at version " + before)
        .hasMessageContaining("start the new command-side first");

    cluster.migrate();
    var again = new ConnectionPools(cluster.settings(false));
    again.open(DatabaseRole.QUERY).close();
  }

  @Test
  void who_does_migrate_accepts_a_schema_from_the_future() {
    cluster.migrate();
    cluster
        .owner()
        .update(
            """
            INSERT INTO flyway_schema_history
            SELECT installed_rank + 1, '999', 'future', type, 'V999__future.sql', 1, installed_by,
                   installed_on, 1, true
            FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1""");
    cluster.migrate();
    new ConnectionPools(cluster.settings(false)).open(DatabaseRole.QUERY).close();
  }

  @Test
  void tasks_that_are_queued_again_get_the_time_at_which_they_were() {
    cluster.migrateTo(41);
    var superuser = cluster.superuser();
    for (var attempts : List.of(0, 1)) {
      superuser.update(
          """
          INSERT INTO agent_tasks (task_id, agent_id, entity_id, type, status, attempts, payload,
            estimated_tokens, estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id, created_at)
          VALUES (md5('t' || ?)::uuid, md5('a')::uuid, md5('a')::uuid, 'simulate', 'queued', ?,
            '{}', 10, 0, 10, 0, '', now())""",
          attempts,
          attempts);
      for (var n = 1; n <= 2; n++) {
        superuser.update(
            """
            INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
              event_identifier, payload_type, payload, time_stamp, agent_id, entity_id)
            VALUES (md5('a')::uuid::text, ?, 'Agent', gen_random_uuid()::text,
              'com.geniinow.runtime.events.task.TaskEvent$TaskRequeued',
              format('{"taskId": "%s", "at": "2026-03-0%sT12:00:00Z"}', md5('t' || ?)::uuid, ?),
              now()::text, md5('a')::uuid, md5('a')::uuid)""",
            10 * attempts + n, attempts, n);
      }
    }

    cluster.migrate();

    assertThat(
            superuser.queryForList(
                "SELECT (queued_at AT TIME ZONE 'UTC')::text FROM agent_tasks ORDER BY attempts",
                String.class))
        .containsExactly(null, "2026-03-02 12:00:00");
    assertThat(
            superuser.queryForList(
                "SELECT policyname::text FROM pg_policies WHERE policyname LIKE '%migrating'",
                String.class))
        .isEmpty();
  }

  /** More than two batches: a third failed, one was approved, one was given up. */
  @Test
  void tasks_of_before_say_when_they_failed_and_were_approved() {
    cluster.migrateTo(72);
    var superuser = cluster.superuser();
    superuser.update(
        """
        INSERT INTO agent_tasks (task_id, agent_id, entity_id, type, status, attempts, payload,
          error, estimated_tokens, estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id,
          created_at)
        SELECT md5('t' || n)::uuid, md5('a')::uuid, md5('a')::uuid, 'simulate',
          (ARRAY['queued', 'completed', 'dead_lettered'])[1 + n % 3], 1, '{}',
          CASE WHEN n % 3 <> 1 THEN 'it failed' END, 10, 0, 10, 0, '', now()
        FROM generate_series(1, 2400) n""");
    superuser.update(
        """
        INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
          event_identifier, payload_type, payload, time_stamp, agent_id, entity_id)
        SELECT md5('a')::uuid::text, 3 * n + day, 'Agent', gen_random_uuid()::text,
          'com.geniinow.runtime.events.task.TaskEvent$Task'
            || (CASE n % 3 WHEN 1 THEN 'Approved' ELSE 'AttemptFailed' END),
          format('{"taskId": "%s", "at": "2026-03-0%sT12:00:00Z"}', md5('t' || n)::uuid, day),
          now()::text, md5('a')::uuid, md5('a')::uuid
        FROM generate_series(1, 2400) n, generate_series(1, 2) day""");

    cluster.migrate();

    assertThat(
            superuser.queryForList(
                """
                SELECT concat_ws(' ', status, count(*),
                  'failed', error_at AT TIME ZONE 'UTC', 'approved', approved_at AT TIME ZONE 'UTC')
                FROM agent_tasks GROUP BY status, error_at, approved_at ORDER BY 1""",
                String.class))
        .containsExactly(
            "completed 800 failed approved 2026-03-02 12:00:00",
            "dead_lettered 800 failed approved",
            "queued 800 failed 2026-03-02 12:00:00 approved");
    assertThat(
            superuser.queryForObject(
                """
                SELECT max(n) FROM (SELECT count(*) AS n FROM agent_tasks
                  WHERE error_at IS NOT NULL OR approved_at IS NOT NULL GROUP BY xmin::text) AS each""",
                Long.class))
        .as("by batches, each a transaction of its own")
        .isBetween(1L, 1_000L);
    assertThat(
            superuser.queryForList(
                """
                SELECT policyname::text FROM pg_policies WHERE policyname LIKE '%migrating'
                UNION ALL
                SELECT tablename::text FROM pg_tables WHERE tablename = 'said_of_tasks'""",
                String.class))
        .isEmpty();
  }

  private int version() {
    var version =
        cluster
            .as(DatabaseRole.QUERY)
            .queryForObject(
                "SELECT max(version::int) FROM flyway_schema_history WHERE success", Integer.class);
    return version == null ? 0 : version;
  }

  private List<String> superusersTables() {
    return cluster
        .owner()
        .queryForList(
            """
            SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tableowner <> current_user""",
            String.class);
  }
}
