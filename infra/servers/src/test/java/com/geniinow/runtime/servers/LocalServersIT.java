package com.geniinow.runtime.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.servers.managed.PortLostException;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalServersIT {
  private static DataFolder folder;
  private static LocalServers services;

  @BeforeAll
  static void start() throws IOException {
    folder = DataFolder.open(Files.createTempDirectory("genii-services-"));
    services = LocalServers.start(folder, line -> {}, Map.of(), Lifetime.FOR_GOOD_ON_ANY_PORT);
  }

  @AfterAll
  static void stop() {
    services.close();
    folder.delete();
  }

  @Test
  void the_owner_is_no_superuser_but_may_create_roles() throws SQLException {
    assertThat(
            Clients.query(
                services,
                "select rolsuper || ' ' || rolcreaterole || ' ' || rolbypassrls from pg_roles"
                    + " where rolname = current_user"))
        .isEqualTo("false true false");
    assertThat(
            Clients.query(
                services,
                "select pg_get_userbyid(datdba) from pg_database where datname ="
                    + " current_database()"))
        .isEqualTo("genii");
  }

  /** As when two systems start at the same moment: the start tries again with another port. */
  @Test
  void a_port_that_somebody_took_after_it_was_found_free_is_told_from_other_failures()
      throws IOException {
    var files = Files.createTempDirectory("genii-redis-");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var late =
          new RedisServer(
              Binaries.redis().orElseThrow(), files, taken.getLocalPort(), files.resolve("log"));
      assertThatThrownBy(() -> LocalServers.begin(late, line -> {}))
          .isInstanceOf(PortLostException.class);
    }
  }

  @Test
  void vectors_and_cron_jobs_can_be_used_by_the_owner() throws SQLException {
    assertThat(Clients.query(services, "select '[1,2]'::vector <=> '[1,2]'::vector"))
        .isEqualTo("0");
    assertThat(Clients.query(services, "select cron.schedule('job', '0 0 1 * *', 'select 1') > 0"))
        .isEqualTo("t");
    assertThat(Clients.query(services, "select cron.unschedule('job')")).isEqualTo("t");
  }

  @Test
  void the_server_is_set_up_as_promised() throws SQLException {
    var expected =
        Map.of(
            "fsync", "on",
            "listen_addresses", "127.0.0.1",
            "max_connections", "200",
            "server_encoding", "UTF8",
            "lc_collate", "C.UTF-8",
            "log_timezone", "UTC",
            "password_encryption", "scram-sha-256");
    for (Map.Entry<String, String> setting : expected.entrySet()) {
      assertThat(Clients.query(services, "show " + setting.getKey()))
          .as(setting.getKey())
          .isEqualTo(setting.getValue());
    }
    assertThat(Clients.redis(services, "CONFIG GET maxmemory-policy")).contains("noeviction");
    assertThat(Clients.redis(services, "CONFIG GET appendonly")).contains("yes");
  }

  @Test
  void a_wrong_password_is_refused() {
    assertThatThrownBy(
            () -> Clients.connect(services.jdbcUrl() + "?user=genii&password=wrong").close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void data_survive_a_restart_and_a_kill() throws SQLException {
    Clients.execute(services, "create table survivor (word text)");
    Clients.execute(services, "insert into survivor values ('still here')");
    Clients.redis(services, "SET survivor still-here");
    var url = services.databaseUrl();

    services.postgres().restart();
    services.redis().restart();
    assertThat(Clients.query(services, "select word from survivor")).isEqualTo("still here");
    assertThat(Clients.redis(services, "GET survivor")).contains("still-here");

    services.postgres().kill();
    assertThat(services.postgres().isRunning()).isFalse();
    services.postgres().start();
    services.redis().stop();
    services.redis().start();
    assertThat(Clients.query(services, "select word from survivor")).isEqualTo("still here");
    assertThat(Clients.redis(services, "GET survivor")).contains("still-here");
    assertThat(services.databaseUrl()).isEqualTo(url);
  }

  @Test
  void the_superuser_can_end_the_sessions_of_others() throws SQLException {
    try (var victim = Clients.connect(services);
        var superuser = Clients.connect(services.superuserJdbcUrl())) {
      var pid = Clients.query(victim, "select pg_backend_pid()");
      assertThat(Clients.query(superuser, "select pg_terminate_backend(" + pid + ")"))
          .isEqualTo("t");
      assertThatThrownBy(() -> Clients.query(victim, "select 1")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void a_server_that_ends_by_itself_is_reported_in_one_sentence() {
    List<String> reported = new CopyOnWriteArrayList<>();
    services.onCrash((server, sentence) -> reported.add(sentence));
    try {
      Clients.redis(services, "SHUTDOWN NOSAVE");
    } catch (RuntimeException e) {
      // The connection ends with the server.
    }
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(reported)
                    .singleElement()
                    .asString()
                    .startsWith("Redis ended by itself; its log is "));
    services.onCrash((server, sentence) -> {});
    services.redis().start();
    assertThat(services.redis().isRunning()).isTrue();
  }

  @Test
  void a_server_that_was_killed_can_be_started_again_by_whoever_is_told() throws Exception {
    services.onCrash((server, sentence) -> server.start());
    try {
      isBackAfterItsEnd(
          () -> Files.readString(folder.path().resolve("redis/pid")).strip(),
          () -> Clients.redis(services, "PING").contains("PONG"));
      isBackAfterItsEnd(
          LocalServersIT::postmaster, () -> Clients.query(services, "select 1").equals("1"));
    } finally {
      services.onCrash((server, sentence) -> {});
    }
  }

  private static void isBackAfterItsEnd(Callable<String> pid, Callable<Boolean> answers)
      throws Exception {
    var before = pid.call();
    ProcessHandle.of(Long.parseLong(before)).orElseThrow().destroyForcibly();
    Awaitility.await().ignoreExceptions().until(() -> !pid.call().equals(before) && answers.call());
  }

  private static String postmaster() throws SQLException {
    try (var superuser = Clients.connect(services.superuserJdbcUrl())) {
      return Clients.query(
          superuser, "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
    }
  }

  @Test
  void a_data_folder_in_use_is_named_in_one_sentence() {
    assertThatThrownBy(() -> DataFolder.open(folder.path()))
        .isInstanceOf(ServerStartException.class)
        .hasMessageMatching("The data folder .* is in use by another running system; .*");
  }

  @Test
  void secrets_are_for_their_owner_alone_and_stay_the_same() throws IOException {
    assertThat(folder.secret("some")).hasSize(32).isEqualTo(folder.secret("some"));
    var file = folder.path().resolve("secrets.properties");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void servers_named_by_the_environment_are_used_and_not_started() {
    List<String> lines = new ArrayList<>();
    try (var others =
        LocalServers.start(
            folder,
            lines::add,
            Map.of(
                "DATABASE_URL",
                services.databaseUrl(),
                "REDIS_URL",
                services.redisUrl(),
                "STORAGE_EMULATOR_HOST",
                services.objectStore().url()),
            Lifetime.FOR_GOOD_ON_ANY_PORT)) {
      assertThat(others.jdbcUrl()).isEqualTo(services.jdbcUrl());
      assertThat(others.password()).isEqualTo(services.password());
      assertThat(lines)
          .containsExactly(
              "using the PostgreSQL that DATABASE_URL names",
              "using the Redis that REDIS_URL names",
              "using the object store that STORAGE_EMULATOR_HOST names");
      assertThat(others.storageEnvironment())
          .containsEntry("STORAGE_EMULATOR_HOST", services.objectStore().url());
      assertThatThrownBy(others::objectStore).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(others::postgres).isInstanceOf(IllegalStateException.class);
    }
    assertThat(services.postgres().isRunning()).isTrue();
  }
}
