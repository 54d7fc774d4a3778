package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.testing.OwnServers;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys have a file of their own beside a backup: by the scripts, from one server to another. */
class KeyBackupIT {
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  private final KeyStore store = new KeyStore();
  private final UUID agent = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private StoredDataKeys running;
  private Path folder;
  private OwnServers own;

  @BeforeEach
  void keys() throws IOException {
    running = store.process(KeyStore.masters(1));
    folder = Files.createTempDirectory("genii-keys-");
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    if (own != null) {
      own.close();
    }
  }

  /** Empty at first; only where a case needs them. */
  private LocalServers fresh() throws Exception {
    if (own == null) {
      own = OwnServers.start();
    }
    return own.services();
  }

  @Test
  void keys_come_back_from_their_own_file_and_the_main_one_has_none() throws Exception {
    var key = running.of(agent, DAY);
    running.of(other, DAY);
    running.destroyAgent(other);

    assertThat(backup("one")).contains("wrote " + folder.resolve("keys-one"));

    for (var file : new String[] {"one", "keys-one", "destroyed-keys.tsv"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
          .isEqualTo("rw-------");
    }
    assertThat(rowsIn("one")).contains("COPY public.agents").doesNotContain("COPY sealing_keys");
    assertThat(rowsIn("keys-one")).contains("COPY sealing_keys.of_days");
    assertThat(restore("one")).contains("restore: done").doesNotContain("READS NULL");
    try (var restored = store.process(KeyStore.pool(fresh()), KeyStore.masters(1))) {
      assertThat(restored.find(agent, DAY)).contains(key);
      assertThat(restored.find(other, DAY)).isEmpty();
      refuses(restored, other);
    }
  }

  @Test
  void without_the_file_of_keys_it_works_and_says_what_is_lost() throws Exception {
    running.of(agent, DAY);
    backup("one");
    Files.delete(folder.resolve("keys-one"));

    assertThat(restore("one"))
        .contains("keys-one is not there: EVERYTHING THAT WAS SEALED READS NULL")
        .contains("restore: done");
    try (var restored = store.process(KeyStore.pool(fresh()), KeyStore.masters(1))) {
      assertThat(restored.find(agent, DAY)).isEmpty();
      assertThat(restored.of(agent, DAY)).isNotNull();
    }
  }

  @Test
  void an_older_backup_brings_back_no_key_that_was_destroyed_since() throws Exception {
    var third = UUID.randomUUID();
    running.of(agent, DAY);
    running.of(other, DAY);
    var kept = running.of(other, DAY.plusDays(1));
    var untouched = running.of(third, DAY);
    backup("older");
    running.destroyDays(other, DAY.minusDays(1));
    backup("between");
    var before = Files.readString(folder.resolve("destroyed-keys.tsv"));
    var named = running.destroyAgent(agent);
    running.destroyDays(other, DAY);
    backup("newer");

    assertThat(Files.readString(folder.resolve("destroyed-keys.tsv"))).startsWith(before);
    assertThat(restore("older"))
        .contains("restore: 3 keys that were destroyed since are destroyed again")
        .contains("restore: done");
    try (var restored = store.process(KeyStore.pool(fresh()), KeyStore.masters(1))) {
      refuses(restored, agent);
      assertThat(restored.destroyAgent(agent)).as("by the same fingerprints").isEqualTo(named);
      refuses(restored, other);
      assertThat(restored.find(other, DAY.plusDays(1))).contains(kept);
      assertThat(restored.find(third, DAY)).contains(untouched);
    }
  }

  /** What an older backup has of them is emptied by the job that erases days, which is told so. */
  @Test
  void an_older_backup_brings_back_no_single_day_that_was_destroyed_since() throws Exception {
    running.of(agent, DAY);
    var kept = running.of(agent, DAY.plusDays(1));
    backup("older");
    running.destroyDay(agent, DAY);
    backup("newer");

    assertThat(Files.readString(folder.resolve("destroyed-days.tsv"))).contains(agent + "\t" + DAY);
    assertThat(restore("older"))
        .contains("restore: 1 keys of single days that were destroyed since are destroyed again")
        .contains("restore: done");
    try (var restored = store.process(KeyStore.pool(fresh()), KeyStore.masters(1))) {
      refuses(restored, agent);
      assertThat(restored.find(agent, DAY.plusDays(1))).contains(kept);
    }
  }

  @Test
  void files_of_keys_go_when_their_time_is_over_and_nothing_else_does() throws Exception {
    running.of(agent, DAY);
    backup("older");
    backup("newer");
    for (var file : new String[] {"older", "keys-older", "destroyed-keys.tsv"}) {
      Files.setLastModifiedTime(
          folder.resolve(file), FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    }

    assertThat(backup("newest", Map.of("GENII_BACKUP_RETENTION_DAYS", "7")))
        .contains("removed " + folder.resolve("keys-older") + ", older than 7 days");

    assertThat(folder)
        .isDirectoryContaining("glob:**/keys-newer")
        .isDirectoryContaining("glob:**/keys-newest")
        .isDirectoryContaining("glob:**/older")
        .isDirectoryContaining("glob:**/destroyed-keys.tsv")
        .isDirectoryNotContaining("glob:**/keys-older");
    assertThat(backup("never", Map.of("GENII_BACKUP_RETENTION_DAYS", "a week")))
        .contains("GENII_BACKUP_RETENTION_DAYS must be a whole number of days");
    assertThat(folder.resolve("never")).doesNotExist();
  }

  private static void refuses(StoredDataKeys keys, UUID agent) {
    assertThat(keys.find(agent, DAY)).isEmpty();
    assertThatThrownBy(() -> keys.of(agent, DAY)).isInstanceOf(KeyDestroyedException.class);
  }

  private String backup(String name) throws Exception {
    return backup(name, Map.of());
  }

  private String backup(String name, Map<String, String> settings) throws Exception {
    return run(
        "GENII_BACKUP_URL",
        LocalServers.shared(),
        settings,
        PROJECT.resolve("infra/backup").toString(),
        folder.resolve(name).toString());
  }

  private String restore(String name) throws Exception {
    return run(
        "GENII_RESTORE_URL",
        fresh(),
        Map.of(),
        PROJECT.resolve("infra/restore").toString(),
        folder.resolve(name).toString());
  }

  /** What a file of pg_dump would put into tables. */
  private String rowsIn(String name) throws Exception {
    return run(
        "NOTHING",
        fresh(),
        Map.of(),
        "pg_restore",
        "--data-only",
        "--file=-",
        folder.resolve(name) + "");
  }

  private static String run(
      String variable, LocalServers services, Map<String, String> settings, String... command)
      throws Exception {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(settings);
    builder.environment().put(variable, KeyStore.superuserUrl(services));
    var process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
