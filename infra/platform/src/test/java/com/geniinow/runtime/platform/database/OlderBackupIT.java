package com.geniinow.runtime.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.BackupScripts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup from before there were erasures has no place for the names of who was erased since. */
class OlderBackupIT {
  /** The last version without tables of keys. */
  private static final int BEFORE_ERASURES = 68;

  private static final String AGENTS =
      """
      INSERT INTO agents (agent_id, entity_id, name, status, metadata, created_at, updated_at)
      SELECT id, id, 'Ada', 'terminated', '{}', now(), now() FROM unnest(ARRAY[?, ?]) id\
      """;

  private static final String GONE =
      "SELECT count(*) FROM sealing_keys.destroyed WHERE through = 'infinity' AND agent_id = ?";

  private static final UUID ERASED = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  /** With the backup, and what else it wrote beside it. */
  @TempDir static Path backups;

  @TempDir Path folder;
  private Cluster fresh;

  @BeforeAll
  static void anOlderBackup() throws Exception {
    try (var older = Cluster.start()) {
      older.migrateTo(BEFORE_ERASURES);
      older.superuser().update(AGENTS, ERASED, OTHER);
      var backup = BackupScripts.backup(older.superuserUrl(), backups.resolve("older"));
      assertThat(backup.code()).as(backup.said()).isZero();
      assertThat(backups.resolve("keys-older")).doesNotExist();
    }
  }

  @BeforeEach
  void aFolderAndAServerOfItsOwn() throws Exception {
    try (var files = Files.list(backups)) {
      for (var file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    fresh = Cluster.start();
  }

  @AfterEach
  void stop() {
    fresh.close();
  }

  @Test
  void its_restore_says_who_is_back_and_how_to_erase_them_again() throws Exception {
    list(ERASED);
    list(UUID.randomUUID());

    var restored = BackupScripts.restore(fresh.superuserUrl(), folder.resolve("older"));
    assertThat(restored.code()).as(restored.said()).isEqualTo(1);
    assertThat(restored.said())
        .contains("1 AGENTS OF WHOM SOMETHING WAS ERASED SINCE ARE BACK")
        .contains("infra/restore --lists " + folder)
        .doesNotContain("restore: done");

    var early = BackupScripts.restoreLists(fresh.superuserUrl(), folder);
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.said()).contains("start command-side on it once");

    fresh.migrate();
    var told = BackupScripts.restoreLists(fresh.superuserUrl(), folder);
    assertThat(told.code()).as(told.said()).isZero();
    assertThat(told.said())
        .contains("1 agents that were erased since are erased again when command-side starts");
    assertThat(fresh.superuser().queryForObject(GONE, Long.class, ERASED)).isOne();
    assertThat(fresh.superuser().queryForObject(GONE, Long.class, OTHER)).isZero();
  }

  @Test
  void where_the_lists_name_nobody_in_it_there_is_nothing_to_do() throws Exception {
    list(UUID.randomUUID());

    var restored = BackupScripts.restore(fresh.superuserUrl(), folder.resolve("older"));

    assertThat(restored.code()).as(restored.said()).isZero();
    assertThat(restored.said()).contains("restore: done").doesNotContain("ARE BACK");
  }

  /** As infra/backup of the version of today does, beside the older file. */
  private void list(UUID agent) throws Exception {
    var file = folder.resolve("destroyed-keys.tsv");
    var before = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(file, before + agent + "\tinfinity\t2026-05-03 10:00:00+00\n");
  }
}
