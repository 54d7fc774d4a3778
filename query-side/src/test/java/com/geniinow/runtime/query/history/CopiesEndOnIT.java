package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.servers.LocalServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The day that a certificate names is none too early for what infra/backup really removes. */
class CopiesEndOnIT {
  private static final Path BACKUP = Path.of("..", "infra", "backup").toAbsolutePath().normalize();
  private static final int RETENTION_DAYS = 7;
  private static final Duration DAY = Duration.ofDays(1);

  /** As old as a file of keys can be while a backup leaves it where it is, but for some minutes. */
  private static final Duration NOT_YET = DAY.multipliedBy(RETENTION_DAYS).minusMinutes(5);

  /** Between an erasure and the end of a backup of the keys that began before it. */
  private static final Duration DUMP = Duration.ofHours(1);

  @TempDir Path folder;

  @Test
  void by_its_end_the_last_file_of_keys_from_before_is_gone() throws Exception {
    assertThat(Database.superuser().queryForObject("SELECT 1", Integer.class)).isOne();
    var keys = Files.writeString(folder.resolve("keys-from-before"), "");
    aged(keys, NOT_YET);
    backup("one-day");
    assertThat(keys).exists();
    aged(keys, NOT_YET.plus(DAY));
    assertThat(backup("the-next-day")).contains("removed " + keys);
    assertThat(keys).doesNotExist();

    var midnight = Instant.parse("2026-03-15T00:00:00Z");
    for (int minute = 0; minute < 24 * 60; minute++) {
      var doneAt = midnight.plus(Duration.ofMinutes(minute));
      var removedAt = doneAt.plus(DUMP).plus(NOT_YET).plus(DAY);
      assertThat(LocalDate.ofInstant(removedAt, ZoneOffset.UTC))
          .as("of an erasure that was done at %s", doneAt)
          .isBeforeOrEqualTo(ErasureController.copiesEndOn(doneAt, RETENTION_DAYS));
    }
  }

  @Test
  void whoever_said_no_retention_is_told_no_day() {
    assertThat(ErasureController.copiesEndOn(Instant.parse("2026-03-15T23:59:59Z"), 0)).isNull();
  }

  @Test
  void it_is_two_days_after_the_retention() {
    assertThat(ErasureController.copiesEndOn(Instant.parse("2026-03-15T23:59:59Z"), 30))
        .isEqualTo("2026-04-16");
  }

  private static void aged(Path file, Duration age) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  /** A backup that is made now. */
  private String backup(String name) throws Exception {
    var builder = new ProcessBuilder(BACKUP.toString(), folder.resolve(name).toString());
    builder
        .environment()
        .put(
            "GENII_BACKUP_URL",
            LocalServers.shared()
                .superuserJdbcUrl()
                .replaceFirst("jdbc:(postgresql://)(.*)\\?user=(.*)&password=(.*)", "$1$3:$4@$2"));
    builder.environment().put("GENII_BACKUP_RETENTION_DAYS", Integer.toString(RETENTION_DAYS));
    var process = builder.redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
