package com.geniinow.runtime.platform.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether PostgreSQL answers, for the readiness probe. Every pool of the process is asked, all at
 * once: after an outage one may have its connections back before another, and a process is ready
 * when no request meets a pool that is still without.
 */
final class DatabaseHealth implements HealthIndicator {
  private static final int ANSWER_SECONDS = 1;

  private final ConnectionPools pools;

  DatabaseHealth(ConnectionPools pools) {
    this.pools = pools;
  }

  @Override
  public Health health() {
    var asked = pools.opened();
    if (asked.isEmpty()) {
      return Health.unknown().build();
    }
    return (allAnswer(asked) ? Health.up() : Health.down()).build();
  }

  private static boolean allAnswer(List<HikariDataSource> pools) {
    try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (var pool : pools) {
        answers.add(each.submit(() -> answers(pool)));
      }
      var all = true;
      for (var answer : answers) {
        all &= answer.get();
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** A pool that is in use to its last connection is busy, and busy is not away. */
  private static boolean answers(HikariDataSource pool) {
    try (var connection = pool.getConnection()) {
      return connection.isValid(ANSWER_SECONDS);
    } catch (SQLException e) {
      return pool.isRunning()
          && pool.getHikariPoolMXBean().getActiveConnections() >= pool.getMaximumPoolSize();
    }
  }
}
