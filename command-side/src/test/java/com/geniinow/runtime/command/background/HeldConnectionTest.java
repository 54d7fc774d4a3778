package com.geniinow.runtime.command.background;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.LocalServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** How statements are planned on a connection that is held, and after it was given back. */
class HeldConnectionTest {
  private final SingleConnectionDataSource pool =
      new SingleConnectionDataSource(LocalServers.shared().superuserJdbcUrl(), true);
  private final HeldConnection held = new HeldConnection(pool);

  @BeforeEach
  void asThePoolOfBackgroundWorkHasIt() {
    JdbcClient.create(pool).sql("SET plan_cache_mode = force_custom_plan").update();
    JdbcClient.create(pool).sql("CREATE TEMPORARY TABLE held_rows (n bigint PRIMARY KEY)").update();
  }

  @AfterEach
  void end() {
    held.close();
    pool.destroy();
  }

  @Test
  void a_first_row_is_looked_for_by_the_index_though_any_value_may_be_asked_for() {
    fill();

    assertThat(held.ask(HeldConnectionTest::plan))
        .contains("Index Cond: (n > $1)")
        .doesNotContain("Seq Scan");
  }

  /** Without it the test above proves nothing. */
  @Test
  void else_the_whole_table_is_read_from_its_beginning() {
    fill();
    JdbcClient.create(pool).sql("SET plan_cache_mode = force_generic_plan").update();

    assertThat(plan(JdbcClient.create(pool))).contains("Seq Scan");
  }

  @Test
  void what_is_given_back_plans_as_before() {
    held.ask(jdbc -> jdbc.sql("SELECT 1").query(Integer.class).single());
    assertThat(setting("enable_seqscan")).isEqualTo("off");
    var jit = setting("jit");

    held.close();

    assertThat(jit).isEqualTo("off");
    assertThat(setting("enable_seqscan")).isEqualTo("on");
    assertThat(setting("plan_cache_mode")).isEqualTo("force_custom_plan");
  }

  private void fill() {
    JdbcClient.create(pool).sql("INSERT INTO held_rows SELECT generate_series(1, 10000)").update();
    JdbcClient.create(pool).sql("ANALYZE held_rows").update();
  }

  private static String plan(JdbcClient jdbc) {
    jdbc.sql(
            "PREPARE held_look (bigint) AS"
                + " SELECT WHERE EXISTS (SELECT FROM held_rows WHERE n > $1)")
        .update();
    return String.join(
        "\n", jdbc.sql("EXPLAIN EXECUTE held_look(10000)").query(String.class).list());
  }

  private String setting(String name) {
    return JdbcClient.create(pool).sql("SHOW " + name).query(String.class).single();
  }
}
