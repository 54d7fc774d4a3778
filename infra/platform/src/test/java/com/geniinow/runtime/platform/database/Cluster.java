package com.geniinow.runtime.platform.database;

import com.geniinow.runtime.platform.testing.OwnServers;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A PostgreSQL of one test's own, with an empty database whose owner is no superuser. */
final class Cluster implements AutoCloseable {
  private final OwnServers own;
  private final LocalServers services;

  private Cluster(OwnServers own) {
    this.own = own;
    this.services = own.services();
  }

  static Cluster start() throws IOException, InterruptedException {
    return new Cluster(OwnServers.start());
  }

  JdbcTemplate superuser() {
    return new JdbcTemplate(new DriverManagerDataSource(services.superuserJdbcUrl()));
  }

  /** For scripts. */
  String superuserUrl() {
    return services
        .superuserJdbcUrl()
        .replaceFirst("jdbc:(postgresql://)(.*)\\?user=(.*)&password=(.*)", "$1$3:$4@$2");
  }

  JdbcTemplate owner() {
    return new JdbcTemplate(
        new DriverManagerDataSource(services.jdbcUrl(), services.user(), services.password()));
  }

  /** As one of the services; its password is its login, once it was migrated. */
  JdbcTemplate as(DatabaseRole role) {
    return new JdbcTemplate(
        new DriverManagerDataSource(services.jdbcUrl(), role.login(), role.login()));
  }

  DatabaseSettings settings(boolean migrate) {
    return new DatabaseSettings(
        services.databaseUrl(),
        migrate,
        DatabaseRole.COMMAND.login(),
        DatabaseRole.QUERY.login(),
        DatabaseRole.SYSTEM.login(),
        2,
        2,
        2);
  }

  void migrate() {
    new SchemaMigrator(settings(true)).migrate();
  }

  /** Migrates no further than to a version. */
  void migrateTo(int version) {
    SchemaMigrator.flyway(settings(true).parsedUrl())
        .target(Integer.toString(version))
        .load()
        .migrate();
    new ServiceLogins(settings(true)).prepare(settings(true).parsedUrl());
  }

  @Override
  public void close() {
    own.close();
  }
}
