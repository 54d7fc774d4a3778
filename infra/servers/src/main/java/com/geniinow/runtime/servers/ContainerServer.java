package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ManagedServer;
import com.geniinow.runtime.servers.managed.ServerStartException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.images.builder.Transferable;

/**
 * PostgreSQL or Redis in a container, where Docker is asked for or the machine's packages can't be
 * installed. The project's own machines have no Docker engine, so no test of the project runs this.
 */
final class ContainerServer implements ManagedServer {
  private static final int MAJOR = 17;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final String name;
  private final int port;
  private final GenericContainer<?> container;

  private ContainerServer(
      String name,
      int port,
      int inside,
      String volume,
      String path,
      GenericContainer<?> container) {
    this.name = name;
    this.port = port;
    this.container = container;
    container.setPortBindings(List.of("127.0.0.1:%d:%d".formatted(port, inside)));
    container.withExposedPorts(inside);
    container.withCreateContainerCmdModifier(
        command ->
            Objects.requireNonNull(command.getHostConfig())
                .withBinds(new Bind(volume, new Volume(path))));
  }

  /** Whether a Docker engine answers. */
  static boolean works() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  static ContainerServer postgres(DataFolder folder, int port) {
    var image =
        new ImageFromDockerfile("genii-postgres:" + MAJOR, false)
            .withDockerfileFromBuilder(
                builder ->
                    builder
                        .from("pgvector/pgvector:pg" + MAJOR)
                        .run("apt-get update && apt-get install -y postgresql-" + MAJOR + "-cron"));
    var sql =
        PostgresCluster.databaseSql(folder.secret(Database.OWNER_SECRET))
            + "\\connect "
            + PostgresCluster.DATABASE
            + "\n"
            + PostgresCluster.extensionSql();
    GenericContainer<?> container =
        new GenericContainer<>(image)
            .withEnv("POSTGRES_PASSWORD", folder.secret(Database.SUPERUSER_SECRET))
            .withCopyToContainer(
                Transferable.of(sql.getBytes(StandardCharsets.UTF_8)),
                "/docker-entrypoint-initdb.d/genii.sql")
            .withCommand(
                "postgres -c max_connections=200 -c shared_buffers=256MB -c timezone=UTC "
                    + "-c cron.use_background_workers=on -c max_worker_processes=20 "
                    + String.join(" ", PostgresCluster.EXTENSION_SETTINGS))
            // Once while its data are made, once for good.
            .waitingFor(Wait.forLogMessage(".*ready to accept connections.*", 2))
            .withStartupTimeout(LIMIT);
    return new ContainerServer(
        "PostgreSQL",
        port,
        5432,
        "genii-postgres-" + folder.secret("volume"),
        "/var/lib/postgresql/data",
        container);
  }

  static ContainerServer redis(DataFolder folder, int port) {
    GenericContainer<?> container =
        new GenericContainer<>("redis:7")
            .withCommand("redis-server --appendonly yes --save '' --maxmemory-policy noeviction")
            .withStartupTimeout(LIMIT);
    return new ContainerServer(
        "Redis", port, 6379, "genii-redis-" + folder.secret("volume"), "/data", container);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public boolean isRunning() {
    return container.isRunning();
  }

  @Override
  public void start() {
    if (isRunning()) {
      return;
    }
    try {
      if (container.getContainerId() == null) {
        container.start();
      } else {
        container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
        Wait.forListeningPort().withStartupTimeout(LIMIT).waitUntilReady(container);
      }
    } catch (RuntimeException e) {
      throw new ServerStartException(
          "%s did not start in a container: %s.".formatted(name, e.getMessage()), e);
    }
  }

  @Override
  public void stop() {
    if (isRunning()) {
      container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
    }
  }

  @Override
  public void kill() {
    if (isRunning()) {
      container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }
  }
}
