package com.geniinow.runtime.command.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.servers.LocalServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Some process runs a command that has read prices, and takes its time. */
@RuntimeTest
class BusyPricesTest {
  private static final String SHARE =
      "SELECT pg_advisory_xact_lock_shared(hashtextextended('genii.prices', 0))";

  /** Since when somebody waits to hold it alone; null while nobody does. */
  private static final String WAITING =
      """
      SELECT max(waitstart)::text FROM pg_locks
      WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND NOT granted""";

  private final String path = "/api/prices/busy-" + UUID.randomUUID();

  @LocalServerPort int port;

  @Test
  void a_price_is_set_once_the_command_has_ended_after_more_than_one_wait() throws Exception {
    try (var command = reading()) {
      var setting = CompletableFuture.supplyAsync(this::set);
      var first = await().atMost(TaskClient.SOON).until(BusyPricesTest::waiting, Objects::nonNull);
      await()
          .atMost(TaskClient.SOON)
          .until(BusyPricesTest::waiting, since -> since != null && !since.equals(first));
      command.rollback();

      assertThat(setting.join().status()).isEqualTo(200);
    }
  }

  @Test
  void where_it_goes_on_the_price_is_refused_and_not_set() throws Exception {
    try (var command = reading()) {
      var refused = set();

      assertThat(refused.status()).as("%s", refused).isEqualTo(503);
      assertThat(refused.headers()).containsKey("retry-after");
      command.rollback();
    }
    var prices = new Api(port).asAdmin("GET", "/api/prices?limit=200", null);
    assertThat(prices.body().toString()).doesNotContain(path.substring(12));
  }

  private Api.Answer set() {
    var price =
        Map.of(
            "provider", "openai", "input_usd_per_mtok", 1, "output_usd_per_mtok", 2, "reason", "a");
    return new Api(port).asAdmin("PUT", path, price);
  }

  private static Connection reading() throws SQLException {
    var command = DriverManager.getConnection(LocalServers.shared().superuserJdbcUrl());
    command.setAutoCommit(false);
    try (var statement = command.createStatement()) {
      statement.execute(SHARE);
    }
    return command;
  }

  private static @Nullable String waiting() {
    return Superuser.jdbc().queryForObject(WAITING, String.class);
  }
}
