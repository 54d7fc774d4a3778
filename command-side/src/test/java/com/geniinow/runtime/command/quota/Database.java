package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.servers.LocalServers;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** PostgreSQL as these tests look at it. */
final class Database {
  private Database() {}

  /** The login that runs pg_cron's jobs. */
  static JdbcTemplate owner() {
    var services = LocalServers.shared();
    return new JdbcTemplate(
        new DriverManagerDataSource(services.jdbcUrl(), services.user(), services.password()));
  }

  /** Events of an agent of this kind, such as {@code UsageRefused}. */
  static long events(UUID agentId, String type) {
    return Superuser.count(
        "SELECT count(*) FROM system_events WHERE agent_id = ? AND type = ?", agentId, type);
  }
}
