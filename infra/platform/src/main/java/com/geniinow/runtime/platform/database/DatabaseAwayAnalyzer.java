package com.geniinow.runtime.platform.database;

import java.net.URI;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Says at start where PostgreSQL was looked for and did not answer; never its password. */
final class DatabaseAwayAnalyzer extends AbstractFailureAnalyzer<SQLException> implements Ordered {
  private final Environment environment;

  DatabaseAwayAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, SQLException cause) {
    var state = cause.getSQLState();
    return state == null || !state.startsWith("08")
        ? null
        : new FailureAnalysis(
            "DATABASE_URL: no PostgreSQL answers at %s.".formatted(place()),
            "Start it, or set DATABASE_URL to postgresql://user:password@host:port/database.",
            root);
  }

  private String place() {
    try {
      var uri = URI.create(environment.getProperty("genii.database.url", ""));
      return uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort());
    } catch (IllegalArgumentException e) {
      return "the address that is set";
    }
  }
}
