package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.services.LocalServices;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the tables say, past row-level security; for looking, not for changing. */
final class Database {
  private Database() {}

  static JdbcTemplate superuser() {
    return new JdbcTemplate(
        new DriverManagerDataSource(LocalServices.shared().superuserJdbcUrl()));
  }

  /** The login that runs pg_cron's jobs. */
  static JdbcTemplate owner() {
    var services = LocalServices.shared();
    return new JdbcTemplate(
        new DriverManagerDataSource(services.jdbcUrl(), services.user(), services.password()));
  }

  static long count(String sql, Object... parameters) {
    Long count = superuser().queryForObject(sql, Long.class, parameters);
    return count == null ? 0 : count;
  }

  /** Events of an agent of this kind, such as {@code UsageRefused}. */
  static long events(UUID agentId, String type) {
    return count(
        "SELECT count(*) FROM system_events WHERE agent_id = ? AND type = ?", agentId, type);
  }
}
