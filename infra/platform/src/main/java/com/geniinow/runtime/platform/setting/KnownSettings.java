package com.geniinow.runtime.platform.setting;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The environment variables that somebody reads, and who was probably meant by another. */
public final class KnownSettings {
  /** As the tables of docs/operations.md list them; a test holds the two together. */
  private static final List<String> NAMES =
      """
      DATABASE_URL GCS_BUCKET GENII_AGENT_CONCURRENCY GENII_AUTOSCALE_CALM GENII_AUTOSCALE_MAX
      GENII_AUTOSCALE_MIN GENII_BACKUP_URL GENII_COMMAND_URL GENII_DATA_DIR
      GENII_DB_COMMAND_PASSWORD GENII_DB_QUERY_PASSWORD GENII_DB_SYSTEM_PASSWORD
      GENII_EMBEDDING_MODEL GENII_EMBEDDING_PROVIDER GENII_IMPORT_LINES GENII_INTERNAL_ROUTES
      GENII_JAVA_OPTIONS
      GENII_JWT_AUDIENCE GENII_JWT_ISSUER GENII_JWT_JWKS_URI GENII_JWT_SECRET
      GENII_LEDGER_CHECKPOINT_MINUTES GENII_LOG_FORMAT GENII_METRIC_AGENTS GENII_PORT
      GENII_POSTGRES_PORT GENII_PUBLIC_URL GENII_RATE_LIMIT_BURST GENII_RATE_LIMIT_PER_SECOND
      GENII_RESTORE_URL GENII_RETRY_BASE_SECONDS GENII_SEARCH_MIN_SIMILARITY GENII_SEARCH_TOP_K
      GENII_SIMULATE GENII_STORAGE_PUBLIC_URL GENII_TOKEN GENII_TRACE_SAMPLING GENII_URL GENII_USE_DOCKER
      GENII_WEBHOOK_ALLOW_PRIVATE GENII_WEBHOOK_HOSTS GENII_WORKERS GENII_WORKER_GRACE
      GENII_WORKER_ID GENII_WORKER_POOL GENII_WORKER_TOKEN GOOGLE_APPLICATION_CREDENTIALS
      OPENAI_API_KEY OPENAI_BASE_URL PAGERDUTY_ROUTING_KEY PAGERDUTY_URL REDIS_URL SLACK_API_URL
      SLACK_BOT_TOKEN SLACK_CHANNEL STORAGE_EMULATOR_HOST
      """
          .lines()
          .flatMap(line -> Stream.of(line.split(" ")))
          .toList();

  /** Set for the services' own processes, and Spring's other spelling of our properties. */
  private static final String OTHERS =
      "GENII_(LOCAL_LOG|DB_OWNER_PASSWORD"
          + "|(ALERTS|AUTOSCALE|DATABASE|EMBEDDING_OPENAI|HTTP|JWT|LEDGER|LINE|MEMORY|METRICS"
          + "|OPENAI|PAGERDUTY|PRICES|QUEUE|RATE_LIMIT|SLACK|STORAGE|TASKS|WEBHOOK|WORKER)_.+)";

  private static final String FAMILIES = "(OPENAI|SLACK|PAGERDUTY|GCS|REDIS|DATABASE|STORAGE)_.+";

  /** More letters apart than this, and another word was meant. */
  private static final int FAR = 3;

  private KnownSettings() {}

  /** All of them, in the order of the alphabet. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A sentence for each variable that nobody reads although it looks like one of ours: every {@code
   * GENII_}, and what is nearly the name of another setting. Values are not shown.
   */
  public static List<String> warnings(Collection<String> variables) {
    return new TreeSet<>(variables)
        .stream()
            .filter(name -> !NAMES.contains(name))
            .flatMap(name -> warning(name).stream())
            .toList();
  }

  private static Optional<String> warning(String name) {
    var ours = name.startsWith("GENII_");
    if (!ours && !name.matches(FAMILIES)) {
      return Optional.empty();
    }
    var likely =
        NAMES.stream()
            .min(Comparator.comparingInt(known -> distance(name, known)))
            .filter(known -> distance(name, known) < FAR);
    if (likely.isPresent()) {
      return Optional.of(
          "%s is no setting and has no effect; did you mean %s?".formatted(name, likely.get()));
    }
    return ours && !name.matches(OTHERS)
        ? Optional.of(
            "%s is no setting and has no effect; docs/operations.md lists them.".formatted(name))
        : Optional.empty();
  }

  /** Letters to put in, take out or change (Levenshtein). */
  private static int distance(String one, String other) {
    var row = new int[other.length() + 1];
    for (var j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (var i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (var j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
