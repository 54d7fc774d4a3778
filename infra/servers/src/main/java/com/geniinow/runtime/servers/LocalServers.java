package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.gcs.ObjectServer;
import com.geniinow.runtime.servers.managed.ManagedServer;
import com.geniinow.runtime.servers.managed.PortLostException;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running PostgreSQL (with pgvector, pg_cron and database {@code genii}), a running Redis and a
 * running object store.
 *
 * <p>Where the environment names one by {@code DATABASE_URL}, {@code REDIS_URL} or {@code
 * STORAGE_EMULATOR_HOST}, that one is used and not started. Servers that are missing on the machine
 * are installed by {@code infra/install}.
 */
public final class LocalServers implements AutoCloseable {
  static final int POSTGRES_PORT = 15_432;
  static final int REDIS_PORT = 16_379;
  private static final int PORT_TRIES = 3;

  private final Database database;
  private final String redisUrl;
  private final Optional<ManagedServer> postgres;
  private final Optional<ManagedServer> redis;
  private final LocalObjects objects;
  private Runnable afterwards = () -> {};

  private LocalServers(
      Database database,
      String redisUrl,
      Optional<ManagedServer> postgres,
      Optional<ManagedServer> redis,
      LocalObjects objects) {
    this.database = database;
    this.redisUrl = redisUrl;
    this.postgres = postgres;
    this.redis = redis;
    this.objects = objects;
  }

  /**
   * Starts all with their data in {@code dataFolder}, on ports 15432, 16379 and 14443 of 127.0.0.1
   * or the next free ones. Closing what this returns leaves the folder open.
   *
   * @param progress takes a line for each step
   * @throws ServerStartException with one sentence that says what is wrong; nothing runs then
   */
  public static LocalServers start(DataFolder dataFolder, Consumer<String> progress) {
    return start(dataFolder, progress, System.getenv(), Lifetime.FOR_GOOD);
  }

  /**
   * {@link DataFolder#open(Path)} and {@link #start(DataFolder, Consumer)}; closing what this
   * returns closes the folder too.
   *
   * @param progress takes a line for each step
   * @throws ServerStartException with one sentence that says what is wrong; nothing runs then
   */
  public static LocalServers start(Path dataFolder, Consumer<String> progress) {
    var folder = DataFolder.open(dataFolder);
    try {
      var services = start(folder, progress);
      services.afterwards = folder::close;
      return services;
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * The instance that all tests of this JVM share: its data are in a temporary folder, its ports
   * are free ones, and it goes away with the JVM.
   *
   * @throws ServerStartException with one sentence that says what is wrong
   */
  public static LocalServers shared() {
    return SharedServers.get();
  }

  static LocalServers start(
      DataFolder folder,
      Consumer<String> progress,
      Map<String, String> environment,
      Lifetime lifetime) {
    for (var tries = 1; ; tries++) {
      try {
        return startOnce(folder, progress, environment, lifetime);
      } catch (PortLostException e) {
        if (tries == PORT_TRIES) {
          throw e;
        }
        progress.accept("another process was quicker to take port %d".formatted(e.port()));
      }
    }
  }

  private static LocalServers startOnce(
      DataFolder folder,
      Consumer<String> progress,
      Map<String, String> environment,
      Lifetime lifetime) {
    var databaseUrl = environment.getOrDefault("DATABASE_URL", "");
    var redisUrl = environment.getOrDefault("REDIS_URL", "");
    var containers = "1".equals(environment.get("GENII_USE_DOCKER")) && ContainerServer.works();
    if (!containers
        && ((databaseUrl.isBlank() && Binaries.postgresql().isEmpty())
            || (redisUrl.isBlank() && Binaries.redis().isEmpty()))) {
      Installer.run(progress);
      // Where nothing can be installed the script ends well only if Docker can be used instead.
      containers = Binaries.postgresql().isEmpty() || Binaries.redis().isEmpty();
    }
    ManagedServer postgres = null;
    ManagedServer redis = null;
    LocalObjects objects = null;
    try {
      Database database;
      if (databaseUrl.isBlank()) {
        postgres =
            containers
                ? ContainerServer.postgres(folder, port(POSTGRES_PORT, lifetime))
                : postgres(folder, progress, lifetime);
        begin(postgres, progress);
        database = Database.ours(postgres.port(), folder);
      } else {
        database = Database.external(databaseUrl);
        progress.accept("using the PostgreSQL that DATABASE_URL names");
      }
      if (redisUrl.isBlank()) {
        redis =
            containers
                ? ContainerServer.redis(folder, port(REDIS_PORT, lifetime))
                : redis(folder, lifetime);
        begin(redis, progress);
        redisUrl = "redis://127.0.0.1:" + redis.port();
      } else {
        progress.accept("using the Redis that REDIS_URL names");
      }
      objects = LocalObjects.of(folder, environment, lifetime);
      objects.start(progress);
      return new LocalServers(
          database, redisUrl, Optional.ofNullable(postgres), Optional.ofNullable(redis), objects);
    } catch (RuntimeException e) {
      if (objects != null) {
        objects.stop();
      }
      stop(redis);
      stop(postgres);
      throw e;
    }
  }

  private static ManagedServer postgres(
      DataFolder folder, Consumer<String> progress, Lifetime lifetime) {
    var installed = Binaries.postgresql();
    var cluster = new PostgresCluster(folder.postgres(progress));
    var postgresql = cluster.choose(installed);
    if (!cluster.exists()) {
      progress.accept("making PostgreSQL's files in " + cluster.files());
      cluster.make(
          postgresql,
          folder.secret(Database.SUPERUSER_SECRET),
          folder.secret(Database.OWNER_SECRET),
          lifetime == Lifetime.FOR_GOOD);
    }
    var port = port(POSTGRES_PORT, lifetime);
    return new PostgresServer(
        postgresql,
        cluster.files(),
        port,
        lifetime.isDurable(),
        folder.logs().resolve("postgres.log"));
  }

  private static ManagedServer redis(DataFolder folder, Lifetime lifetime) {
    var program =
        Binaries.redis()
            .orElseThrow(() -> new ServerStartException("Redis is not installed here."));
    var port = port(REDIS_PORT, lifetime);
    return new RedisServer(program, folder.redis(), port, folder.logs().resolve("redis.log"));
  }

  static int port(int preferred, Lifetime lifetime) {
    return lifetime.onAnyPort() ? Ports.any() : Ports.preferably(preferred);
  }

  static void begin(ManagedServer service, Consumer<String> progress) {
    long before = System.nanoTime();
    try {
      service.start();
    } catch (ServerStartException e) {
      service.stop();
      if (!Ports.isFree(service.port())) {
        throw new PortLostException(service.port(), e);
      }
      throw e;
    }
    progress.accept(
        "%s answers on 127.0.0.1:%d (%.1f s)"
            .formatted(service.name(), service.port(), (System.nanoTime() - before) / 1e9));
  }

  private static void stop(@Nullable ManagedServer service) {
    if (service != null) {
      service.stop();
    }
  }

  /** The owner's login: {@code postgresql://user:password@host:port/database}. */
  public String databaseUrl() {
    return database.url();
  }

  /** The same as {@link #databaseUrl()} for JDBC, without user and password. */
  public String jdbcUrl() {
    return database.jdbcUrl();
  }

  /** The owner's name: no superuser, may create roles. */
  public String user() {
    return database.user();
  }

  public String password() {
    return database.password();
  }

  /**
   * {@link #jdbcUrl()} with the superuser's name and password in it, for tests that end sessions.
   *
   * @throws IllegalStateException when the environment named the database: it isn't ours
   */
  public String superuserJdbcUrl() {
    return database.superuserJdbcUrl();
  }

  /** {@code redis://host:port} */
  public String redisUrl() {
    return redisUrl;
  }

  /**
   * PostgreSQL, to stop, kill and start it.
   *
   * @throws IllegalStateException when the environment named it: it isn't ours
   */
  public ManagedServer postgres() {
    return postgres.orElseThrow(() -> notOurs("PostgreSQL"));
  }

  /**
   * Redis, to stop, kill and start it.
   *
   * @throws IllegalStateException when the environment named it: it isn't ours
   */
  public ManagedServer redis() {
    return redis.orElseThrow(() -> notOurs("Redis"));
  }

  /**
   * The environment variables that tell a service where objects go: {@code GCS_BUCKET}, {@code
   * STORAGE_EMULATOR_HOST} (empty where it is Google's own) and {@code
   * GOOGLE_APPLICATION_CREDENTIALS}.
   */
  public Map<String, String> storageEnvironment() {
    return objects.environment();
  }

  /**
   * The object store, to stop, kill and start it, and to set its clock.
   *
   * @throws IllegalStateException when the environment named it: it isn't ours
   */
  public ObjectServer objectStore() {
    return objects.server().orElseThrow(() -> notOurs("The object store"));
  }

  /**
   * Calls back when a server of ours ends without having been told to, with the server, which can
   * be started again, and one sentence.
   */
  public void onCrash(BiConsumer<ManagedServer, String> listener) {
    for (Optional<ManagedServer> service : List.of(postgres, redis)) {
      service
          .filter(ChildServer.class::isInstance)
          .map(ChildServer.class::cast)
          .ifPresent(server -> server.onCrash(listener));
    }
  }

  /** Stops all; they keep their data. */
  @Override
  public void close() {
    objects.stop();
    redis.ifPresent(ManagedServer::stop);
    postgres.ifPresent(ManagedServer::stop);
    afterwards.run();
  }

  private static IllegalStateException notOurs(String name) {
    return new IllegalStateException(name + " was named by the environment and isn't ours");
  }
}
