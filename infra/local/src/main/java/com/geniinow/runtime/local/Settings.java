package com.geniinow.runtime.local;

import com.geniinow.runtime.autoscaler.ScalingSettings;
import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.servers.LocalServers;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.convert.DurationStyle;

/** What the environment says, and what holds on one machine where it says nothing. */
final class Settings {
  private static final int DEFAULT_PORT = 8080;
  private static final int LAST_PORT = 65_534;
  private static final String MASTER_KEY = "GENII_MASTER_KEY";
  private static final List<String> DATABASE_PASSWORDS =
      List.of("GENII_DB_COMMAND_PASSWORD", "GENII_DB_QUERY_PASSWORD", "GENII_DB_SYSTEM_PASSWORD");

  private final Map<String, String> environment;

  Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * @throws ServerStartException when {@code GENII_PORT} is no port
   */
  int port() {
    var text = get("GENII_PORT");
    if (text.isEmpty()) {
      return DEFAULT_PORT;
    }
    if (text.matches("[1-9]\\d{0,4}") && Integer.parseInt(text) <= LAST_PORT) {
      return Integer.parseInt(text);
    }
    throw new ServerStartException("GENII_PORT must be a port, not '%s'.".formatted(text));
  }

  /**
   * How many workers there may be.
   *
   * @throws ServerStartException when a setting makes no sense
   */
  ScalingSettings scaling() {
    var standard = ScalingSettings.standard();
    try {
      return new ScalingSettings(
          number("GENII_AUTOSCALE_MIN", standard.min(), ScalingSettings.MOST),
          number("GENII_AUTOSCALE_MAX", standard.max(), ScalingSettings.MOST),
          number("GENII_WORKERS", standard.tasksPerWorker(), 1_000),
          standard.clearWithin(),
          DurationStyle.detectAndParse(orElse("GENII_AUTOSCALE_CALM", "2m")));
    } catch (IllegalArgumentException e) {
      throw new ServerStartException("The workers can't be scaled: %s.".formatted(e.getMessage()));
    }
  }

  /**
   * @throws ServerStartException when a number can't be, before anything is started for it
   */
  void check() {
    port();
    scaling();
    agentConcurrency();
    oneOf("GENII_LOG_FORMAT", "", List.of("", "logstash", "ecs", "gelf"), "logstash, ecs or gelf");
    oneOf(
        "GENII_EMBEDDING_PROVIDER",
        LocalEmbeddings.PROVIDER,
        List.of("openai", LocalEmbeddings.PROVIDER),
        "openai or " + LocalEmbeddings.PROVIDER);
  }

  private void oneOf(String name, String standard, List<String> allowed, String spoken) {
    var value = orElse(name, standard);
    if (!allowed.contains(value)) {
      throw new ServerStartException("%s is '%s' and must be %s.".formatted(name, value, spoken));
    }
  }

  int agentConcurrency() {
    return number("GENII_AGENT_CONCURRENCY", 4, 100);
  }

  private int number(String name, int standard, int most) {
    var text = orElse(name, Integer.toString(standard));
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > most) {
      throw new ServerStartException(
          "%s must be a whole number from 1 to %d, not '%s'.".formatted(name, most, text));
    }
    return Integer.parseInt(text);
  }

  /** The database that the environment names; empty for one of ours. */
  String databaseUrl() {
    return get("DATABASE_URL");
  }

  /** The Redis that the environment names; empty for one of ours. */
  String redisUrl() {
    return get("REDIS_URL");
  }

  Path dataFolder() {
    var text = get("GENII_DATA_DIR");
    return Path.of(text.isEmpty() ? ".genii" : text).toAbsolutePath().normalize();
  }

  boolean hasOwnJwtSecret() {
    return !get("GENII_JWT_SECRET").isEmpty();
  }

  String jwtSecret() {
    return hasOwnJwtSecret() ? get("GENII_JWT_SECRET") : localJwtSecret();
  }

  /** The environment of the services, complete. */
  Map<String, String> forServices(LocalServers services, DataFolder folder) {
    Map<String, String> complete = new LinkedHashMap<>();
    complete.put("DATABASE_URL", services.databaseUrl());
    complete.put("REDIS_URL", services.redisUrl());
    complete.putAll(services.storageEnvironment());
    complete.put("GENII_PORT", Integer.toString(port()));
    complete.put("GENII_COMMAND_URL", "http://127.0.0.1:" + port());
    complete.put("GENII_JWT_SECRET", jwtSecret());
    complete.put("GENII_SIMULATE", orElse("GENII_SIMULATE", "true"));
    complete.put(
        "GENII_EMBEDDING_PROVIDER", orElse("GENII_EMBEDDING_PROVIDER", LocalEmbeddings.PROVIDER));
    if (makesMasterKey()) {
      complete.put(MASTER_KEY, folder.key(MASTER_KEY));
    }
    for (String name : DATABASE_PASSWORDS) {
      var given = get(name);
      complete.put(name, given.isEmpty() ? folder.secret(name) : given);
    }
    return complete;
  }

  /**
   * For a database in the data folder, which goes together with it. Another one outlives the
   * folder, and what is sealed in it must not be lost with that: whoever runs it names its key.
   */
  boolean makesMasterKey() {
    return databaseUrl().isEmpty()
        && get(MASTER_KEY).isEmpty()
        && get("GENII_MASTER_KMS_KEY").isEmpty();
  }

  private String get(String name) {
    return environment.getOrDefault(name, "").strip();
  }

  private String orElse(String name, String otherwise) {
    return get(name).isEmpty() ? otherwise : get(name);
  }

  /** Known to everybody: the local system listens on this machine's loopback address alone. */
  private static String localJwtSecret() {
    try (var file = Settings.class.getResourceAsStream("/local-jwt-secret")) {
      if (file == null) {
        throw new IllegalStateException("local-jwt-secret is missing in the jar");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
