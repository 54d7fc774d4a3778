package com.geniinow.runtime.platform.sealing;

import static com.geniinow.runtime.platform.testing.BackupScripts.backup;
import static com.geniinow.runtime.platform.testing.BackupScripts.backupLists;
import static com.geniinow.runtime.platform.testing.BackupScripts.restore;
import static com.geniinow.runtime.platform.testing.BackupScripts.restoreLists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.testing.BackupScripts.Answer;
import com.geniinow.runtime.platform.testing.OwnServers;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lists of what was destroyed are written and applied alone, whatever makes the backups. */
class DestroyedListsIT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final String SHARED = KeyStore.superuserUrl(LocalServers.shared());

  private final KeyStore store = new KeyStore();
  private final UUID agent = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private StoredDataKeys running;
  private Path folder;
  private Path lists;
  private OwnServers own;
  private LocalServers fresh;

  @BeforeEach
  void keys() throws IOException {
    running = store.process(KeyStore.masters(1));
    folder = Files.createTempDirectory("genii-lists-");
    lists = Files.createDirectory(folder.resolve("lists"));
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    if (own != null) {
      own.close();
    }
  }

  @Test
  void they_are_added_to_and_nothing_else_is_written() throws Exception {
    running.of(agent, DAY);
    running.of(other, DAY);
    running.destroyAgent(agent);
    succeeds(backupLists(SHARED, lists));
    var keys = lists.resolve("destroyed-keys.tsv");
    var before = Files.readString(keys);
    running.destroyDay(other, DAY);
    succeeds(backupLists(SHARED, lists));

    assertThat(before).contains(agent + "\tinfinity\t");
    assertThat(Files.readString(keys)).startsWith(before);
    var days = lists.resolve("destroyed-days.tsv");
    assertThat(Files.readString(days)).contains(other + "\t" + DAY + "\t");
    try (var files = Files.list(lists)) {
      assertThat(files).containsExactlyInAnyOrder(keys, days);
    }
    for (var file : new Path[] {keys, days}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    var complete = Files.readString(keys) + Files.readString(days);
    succeeds(backupLists(SHARED, lists));
    assertThat(Files.readString(keys) + Files.readString(days)).isEqualTo(complete);
  }

  /** Where nobody has a login that row-level security doesn't bind, as on Cloud SQL. */
  @Test
  void commands_login_writes_them_and_one_that_sees_nothing_is_refused() throws Exception {
    running.of(agent, DAY);
    running.of(other, DAY);
    running.destroyAgent(agent);
    running.destroyDay(other, DAY);

    var refused = backupLists(LocalServers.shared().databaseUrl(), lists);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.said()).contains("row-level security hides the lists from this login");
    assertThat(lists).isEmptyDirectory();

    var command =
        LocalServers.shared().databaseUrl().replaceFirst("//[^@]*@", "//genii_command:command@");
    succeeds(backupLists(command, lists));
    assertThat(Files.readString(lists.resolve("destroyed-keys.tsv"))).contains(agent.toString());
    assertThat(Files.readString(lists.resolve("destroyed-days.tsv"))).contains(other.toString());
  }

  /** As after a provider's own restore, which knows no list; by the owner, who is no superuser. */
  @Test
  void a_database_that_is_there_is_told_by_them_what_was_destroyed_since() throws Exception {
    comesBack();
    var forced = KeyStore.forced(fresh);

    var told = restoreLists(fresh.databaseUrl(), lists);

    succeeds(told);
    assertThat(told.said())
        .contains("restore: 2 keys that were destroyed since are destroyed again")
        .contains("restore: 1 keys of single days that were destroyed since are destroyed again");
    isGone();
    succeeds(restoreLists(KeyStore.superuserUrl(fresh), lists));
    isGone();
    assertThat(KeyStore.forced(fresh)).as("row-level security").isPositive().isEqualTo(forced);
  }

  @Test
  void they_are_not_applied_under_services_that_run() throws Exception {
    comesBack();
    try (var restored = store.process(KeyStore.pool(fresh), KeyStore.masters(1))) {
      assertThat(restored.find(agent, DAY)).isPresent();

      var refused = restoreLists(KeyStore.superuserUrl(fresh), lists);

      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.said()).contains("services are running on it");
    }
    succeeds(restoreLists(KeyStore.superuserUrl(fresh), lists));
    isGone();
  }

  /** What was destroyed after its backup is on the lists elsewhere, and not beside it. */
  private void comesBack() throws Exception {
    own = OwnServers.start();
    fresh = own.services();
    running.of(agent, DAY);
    running.of(other, DAY);
    var file = folder.resolve("older");
    succeeds(backup(SHARED, file));
    running.destroyAgent(agent);
    running.destroyDay(other, DAY);
    succeeds(backupLists(SHARED, lists));
    succeeds(restore(KeyStore.superuserUrl(fresh), file));
  }

  private void isGone() throws Exception {
    try (var restored = store.process(KeyStore.pool(fresh), KeyStore.masters(1))) {
      for (var gone : new UUID[] {agent, other}) {
        assertThat(restored.find(gone, DAY)).isEmpty();
        assertThatThrownBy(() -> restored.of(gone, DAY)).isInstanceOf(KeyDestroyedException.class);
      }
    }
  }

  private static void succeeds(Answer answer) {
    assertThat(answer.code()).as(answer.said()).isZero();
  }
}
