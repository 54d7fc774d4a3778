package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.servers.LocalServers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RuntimeTest
class KeyExpiryTest {
  private static final Instant START =
      Instant.now().minus(3, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);

  @LocalServerPort int port;
  @Autowired TestClock clock;
  private final PausedJobs paused = new PausedJobs();
  private MemoryAgent agent;

  @BeforeEach
  void anAgent() {
    agent = MemoryAgent.provision(new Api(port));
    clock.set(START);
  }

  @AfterEach
  void asBefore() {
    clock.letGo();
    agent.forget();
    paused.close();
  }

  @Test
  void a_key_is_gone_at_its_expiry_to_the_millisecond_though_its_row_is_there() {
    var put = agent.put("k", "v", 3600);
    assertThat(put.text("expires_at")).isEqualTo(START.plusSeconds(3600).toString());

    clock.set(START.plusSeconds(3600).minusMillis(1));
    assertThat(agent.get("k").status()).isEqualTo(200);
    assertThat(agent.keys("")).containsExactly("k");

    clock.set(START.plusSeconds(3600));
    assertThat(agent.get("k").status()).isEqualTo(404);
    assertThat(agent.keys("")).isEmpty();
    assertThat(agent.delete("k").status()).isEqualTo(404);
    assertThat(patch(60L).status()).isEqualTo(404);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void an_expired_key_is_no_key_to_writers_and_begins_again() {
    agent.put("k", "a");
    agent.put("k", "b", 10);
    clock.set(START.plusSeconds(10));

    assertThat(agent.putIf("\"2\"", "k", "c").status()).isEqualTo(412);
    assertThat(agent.putIf("*", "k", "c").status()).isEqualTo(412);
    var again = agent.put("k", "c");

    assertThat(again.body().path("version").asLong()).isEqualTo(1);
    assertThat(again.body().path("expires_at").isNull()).isTrue();
  }

  @Test
  void a_value_without_a_time_to_live_takes_away_the_old_one() {
    agent.put("k", "a", 10);
    agent.put("k", "b");
    clock.set(START.plusSeconds(11));

    assertThat(agent.get("k").text("value")).isEqualTo("b");
  }

  @Test
  void the_time_to_live_is_changed_by_agent_and_administrator_and_the_version_stays() {
    agent.put("k", "a", 10);
    clock.set(START.plusSeconds(5));

    var longer = patch(10L);
    assertThat(longer.text("expires_at")).isEqualTo(START.plusSeconds(15).toString());
    assertThat(longer.body().path("version").asLong()).isEqualTo(1);
    var body = new HashMap<String, @Nullable Object>();
    body.put("ttl_seconds", null);
    var forever = agent.api().asAdmin("PATCH", agent.path("k"), body);

    assertThat(forever.status()).isEqualTo(200);
    assertThat(forever.body().path("expires_at").isNull()).isTrue();
    clock.set(START.plusSeconds(7200));
    assertThat(agent.get("k").text("value")).isEqualTo("a");
  }

  @Test
  void the_job_removes_what_has_expired_and_nothing_else() {
    agent.put("gone", "a", 60);
    agent.put("stays", "a");
    agent.put("stays too", "a", 86_400);

    PausedJobs.run("genii-expire-memory-kv");

    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void a_writer_s_row_is_passed_by_not_waited_for() throws SQLException {
    agent.put("held", "a", 60);
    agent.put("free", "a", 60);
    var url = LocalServers.shared().superuserJdbcUrl();
    try (var writer = DriverManager.getConnection(url);
        var lock = writer.createStatement()) {
      writer.setAutoCommit(false);
      lock.execute(
          "SELECT 1 FROM agent_memory_kv WHERE agent_id = '%s' AND key = 'held' FOR UPDATE"
              .formatted(agent.id()));

      PausedJobs.run("genii-expire-memory-kv");
    }
    assertThat(rows()).isEqualTo(1);
  }

  private Api.Answer patch(long seconds) {
    return agent
        .api()
        .asAgent(agent.id(), "PATCH", agent.path("k"), java.util.Map.of("ttl_seconds", seconds));
  }

  private long rows() {
    return Superuser.count("SELECT count(*) FROM agent_memory_kv WHERE agent_id = ?", agent.id());
  }
}
