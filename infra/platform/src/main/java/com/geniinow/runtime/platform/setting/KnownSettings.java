package com.geniinow.runtime.platform.setting;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environment variables that somebody reads, and who was probably meant by another. */
public final class KnownSettings {
  /** As the tables of docs/operations.md list them; a test holds the two together. */
  private static final List<String> NAMES =
      """
      ANTHROPIC_API_KEY ANTHROPIC_BASE_URL DATABASE_URL GCS_BUCKET GENII_AGENT_CONCURRENCY
      GENII_AUTOSCALE_CALM GENII_AUTOSCALE_MAX GENII_AUTOSCALE_MIN
      GENII_BACKUP_RETENTION_DAYS GENII_BACKUP_URL
      GENII_CHECKPOINT_BUCKET GENII_CHECKPOINT_KEY GENII_COMMAND_URL GENII_DATA_DIR GENII_DB_COMMAND_PASSWORD GENII_DB_QUERY_PASSWORD
      GENII_DB_SYSTEM_PASSWORD GENII_EMBEDDING_MODEL GENII_EMBEDDING_PROVIDER
      GENII_GATEWAY_BODY_BYTES GENII_GATEWAY_IDLE_TIMEOUT GENII_GATEWAY_OUTPUT_CAP
      GENII_GATEWAY_TIMEOUT GENII_IMPORT_LINES GENII_INTERNAL_ROUTES GENII_JAVA_OPTIONS
      GENII_JWT_AUDIENCE GENII_JWT_ISSUER GENII_JWT_JWKS_URI GENII_JWT_SECRET
      GENII_KMS_URL GENII_LEDGER_CHECKPOINT_MINUTES GENII_LOG_FORMAT GENII_LONGEST_DURATION_SECONDS
      GENII_MASTER_KEY GENII_MASTER_KEYS_OLD GENII_MASTER_KMS_KEY
      GENII_MAX_DURATION_SECONDS GENII_MEMORY_LIMIT GENII_METRIC_AGENTS GENII_PORT
      GENII_POSTGRES_PORT GENII_PUBLIC_URL GENII_RATE_LIMIT_BURST GENII_RATE_LIMIT_PER_SECOND
      GENII_RATE_LIMIT_UNKNOWN_KEYS
      GENII_RESTORE_URL GENII_RETENTION_DAYS GENII_RETRY_BASE_SECONDS
      GENII_SEAL_EVENTS_PER_SECOND
      GENII_SEARCH_MIN_SIMILARITY GENII_SEARCH_TOP_K
      GENII_SIMULATE GENII_STORAGE_PUBLIC_URL GENII_STREAMS
      GENII_STREAMS_PER_CALLER GENII_TOKEN GENII_TRACE_SAMPLING GENII_URL
      GENII_USE_DOCKER GENII_WEBHOOK_ALLOW_PRIVATE GENII_WEBHOOK_GIVE_UP GENII_WEBHOOK_HOSTS
      GENII_WEBHOOK_TIMEOUT GENII_WORKERS
      GENII_WORKER_GRACE GENII_WORKER_ID GENII_WORKER_POOL GENII_WORKER_TOKEN
      GOOGLE_APPLICATION_CREDENTIALS OPENAI_API_KEY OPENAI_BASE_URL PAGERDUTY_ROUTING_KEY
      PAGERDUTY_URL REDIS_URL SLACK_API_URL SLACK_BOT_TOKEN SLACK_CHANNEL STORAGE_EMULATOR_HOST
      """
          .lines()
          .flatMap(line -> Stream.of(line.split(" ")))
          .toList();

  /** Our properties, which Spring also takes as variables; a test holds them to the code. */
  private static final Set<String> PROPERTIES =
      Stream.of(
              """
              alerts.bad-at-least alerts.bad-percent alerts.percent-hysteresis alerts.public-url
              alerts.queue-depth alerts.queue-hysteresis alerts.slow-embedding alerts.storage-percent
              alerts.tokens-percent alerts.window autoscale.api autoscale.calm autoscale.every
              autoscale.max autoscale.min autoscale.tasks-per-worker autoscale.worker-pool
              database.command-password database.command-pool database.enabled database.migrate
              database.query-password database.query-pool database.system-password database.system-pool
              database.url embedding.openai.api-key embedding.openai.base-url embedding.openai.batch
              embedding.openai.batch-tokens embedding.openai.break-for embedding.openai.model
              embedding.openai.retries embedding.openai.timeout embedding.provider
              erasure.backup-retention-days http.body-seconds
              gateway.body-bytes gateway.calls-at-once gateway.idle-timeout gateway.keep-alive
              gateway.lease gateway.output-cap gateway.timeout
              http.internal-routes http.linger-megabytes http.linger-seconds jwt.audience jwt.issuer
              jwt.jwks-uri jwt.local jwt.secret ledger.checkpoint-key ledger.checkpoint-minutes line.patience
              memory.ef-search memory.exact-up-to memory.hold memory.index-from memory.limit memory.min-similarity
              memory.scan-tuples memory.top-k metrics.agents metrics.every openai.api-key
              openai.base-url openai.timeout pagerduty.routing-key pagerduty.url prices.models
              queue.command-timeout queue.keep-finished queue.prefix rate-limit.burst rate-limit.per-second
              rate-limit.unknown-keys redis-url retention.days sealing.credentials
              sealing.events-per-second sealing.kms-url
              sealing.master-key sealing.master-keys-old sealing.master-kms-key
              slack.api-url slack.bot-token slack.channel storage.bucket storage.checkpoint-bucket storage.credentials
              storage.emulator-host storage.public-url streams.keep-alive streams.most streams.per-caller tasks.agent-concurrency tasks.fast-dispatch
              tasks.lease tasks.longest-duration tasks.max-duration tasks.max-retries tasks.output-cap tasks.reconcile tasks.reconcile-every
              tasks.redrives-per-second tasks.retry-base tasks.simulate tasks.types
              webhook.allow-private webhook.hosts webhook.timeout webhooks.base
              webhooks.give-up webhooks.keep webhooks.longest webhooks.timeout worker.claim-lease worker.command-url
              worker.concurrency worker.grace worker.id worker.idle-wait worker.jwt-audience
              worker.jwt-issuer worker.jwt-secret worker.request-timeout worker.simulate worker.token
              """
                  .split("\\s+"))
          .map(property -> letters("genii." + property))
          .collect(Collectors.toUnmodifiableSet());

  /** Set for the services' own processes, and what has a model's or a provider's name in it. */
  private static final String OTHERS =
      "GENII_(LOCAL_LOG|DB_OWNER_PASSWORD|PRICES_MODELS_.+|PROVIDERS_.+_(URL|KEY|KIND))";

  private static final String FAMILIES =
      "(OPENAI|ANTHROPIC|SLACK|PAGERDUTY|GCS|REDIS|DATABASE|STORAGE)_.+";

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
    if (PROPERTIES.contains(letters(name))) {
      return Optional.empty();
    }
    var likely =
        NAMES.stream()
            .filter(known -> distance(name, known) < FAR || lacksAWord(name, known))
            .min(Comparator.comparingInt(known -> distance(name, known)));
    if (likely.isPresent()) {
      return Optional.of(
          "%s is no setting and has no effect; did you mean %s?".formatted(name, likely.get()));
    }
    return ours && !name.matches(OTHERS)
        ? Optional.of(
            "%s is no setting and has no effect; docs/operations.md lists them.".formatted(name))
        : Optional.empty();
  }

  /** Spring takes a property's dots and dashes for what it likes. */
  private static String letters(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
  }

  /** Whether one of the two is the other without one of its words. */
  private static boolean lacksAWord(String name, String known) {
    var one = List.of(name.split("_"));
    var other = List.of(known.split("_"));
    return Math.abs(one.size() - other.size()) == 1
        && Math.min(one.size(), other.size()) > 1
        && (other.containsAll(one) || one.containsAll(other));
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
