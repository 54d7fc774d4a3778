package com.geniinow.runtime.platform.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Says at start where PostgreSQL was looked for and did not let us in; never a password. */
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
    return DatabaseRefusals.sentence(cause, environment.getProperty("genii.database.url", ""))
        .map(
            sentence ->
                new FailureAnalysis(
                    sentence + ".",
                    "Start it, or set DATABASE_URL to postgresql://user:password@host:port/database.",
                    root))
        .orElse(null);
  }
}
