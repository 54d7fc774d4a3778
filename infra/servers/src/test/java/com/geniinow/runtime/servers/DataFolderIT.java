package com.geniinow.runtime.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.geniinow.runtime.servers.Binaries.Postgresql;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataFolderIT {
  private Path parent;
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void make() throws IOException {
    parent = Files.createTempDirectory("genii-folder-");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));
  }

  @AfterEach
  void remove() {
    Trees.delete(parent);
  }

  @Test
  void a_folder_with_other_files_is_left_alone() throws IOException {
    Files.writeString(parent.resolve("letter"), "dear");
    assertThatThrownBy(() -> DataFolder.open(parent))
        .isInstanceOf(ServerStartException.class)
        .hasMessageMatching("The data folder .* holds other files; please name .*");
    assertThat(parent.resolve("letter")).hasContent("dear");
  }

  @Test
  void a_file_in_the_way_is_named() throws IOException {
    var file = Files.writeString(parent.resolve("letter"), "dear");
    for (Path folder : List.of(file, file.resolve("below"))) {
      assertThatThrownBy(() -> DataFolder.open(folder))
          .isInstanceOf(ServerStartException.class)
          .hasMessage(
              "The data folder %s can't be: %s is a file; please name another one"
                  + " (GENII_DATA_DIR).",
              folder, file);
    }
  }

  @Test
  void a_folder_of_somebody_else_s_is_left_to_its_owner() throws IOException {
    assumeTrue(Commands.isRoot(), "only root gives folders away");
    var theirs = Files.createDirectory(parent.resolve("theirs"));
    Files.setAttribute(theirs, "unix:uid", 54_321);
    assertThatThrownBy(() -> DataFolder.open(theirs))
        .isInstanceOf(ServerStartException.class)
        .hasMessageMatching("The data folder .* belongs to the user 54321; please run this as .*");
    assertThat(theirs).isEmptyDirectory();
  }

  @Test
  void a_disk_without_room_is_named_before_anything_is_made() throws IOException {
    assumeTrue(Commands.isRoot(), "only root mounts");
    var disk = Files.createDirectory(parent.resolve("disk"));
    var mount = List.of("mount", "-t", "tmpfs", "-o", "size=20m,mode=711", "tmpfs", "" + disk);
    assumeTrue(Commands.run(mount, "").ok(), "mounting isn't allowed here");
    try (var folder = DataFolder.open(disk.resolve("data"))) {
      assertThatThrownBy(
              () -> LocalServers.start(folder, lines::add, Map.of(), Lifetime.FOR_GOOD_ON_ANY_PORT))
          .isInstanceOf(ServerStartException.class)
          .hasMessageMatching(
              "PostgreSQL's data in .* need 200 MB to begin with, and its disk has \\d+ MB free;"
                  + " .*");
    } finally {
      Commands.run(List.of("umount", disk.toString()), "");
    }
  }

  @Test
  void a_process_that_works_in_a_folder_is_found() throws Exception {
    assertThat(Processes.workingIn(parent)).isZero();
    var left = new ProcessBuilder("sleep", "60").directory(parent.toFile()).start();
    try {
      assertThat(Processes.workingIn(parent)).isEqualTo(left.pid());
    } finally {
      left.destroyForcibly().waitFor();
    }
  }

  @Test
  void files_that_are_none_of_postgresql_s_are_named() throws IOException {
    Files.writeString(
        Files.createDirectories(parent.resolve("data")).resolve("PG_VERSION"), "fifteen\n");
    assertThatThrownBy(
            () ->
                new PostgresCluster(parent)
                    .choose(List.of(new Postgresql(17, Path.of("/usr/lib/postgresql/17/bin")))))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("are none of PostgreSQL's");
  }

  @Test
  void a_half_made_and_a_crashed_folder_start_like_any_other() throws IOException, SQLException {
    try (var folder = DataFolder.open(parent.resolve("data"))) {
      var home = folder.postgres(lines::add);
      Files.createDirectories(home.resolve("data.half-made/base"));
      assertThat(ask(folder, "select 1")).isEqualTo("1");

      // As after a crash of the machine: a process with that number lives, but it is another one.
      Files.writeString(
          home.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n/elsewhere\n");
      Files.writeString(
          folder.redis().resolve("pid"), Long.toString(ProcessHandle.current().pid()));
      assertThat(ask(folder, "select 2")).isEqualTo("2");
    }
  }

  @Test
  void data_of_another_major_version_are_named_in_one_sentence() throws IOException {
    var data = Files.createDirectories(parent.resolve("data"));
    Files.writeString(data.resolve("PG_VERSION"), "13\n");
    if (Commands.isRoot()) {
      Files.setOwner(
          data,
          data.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(Commands.POSTGRES_USER));
    }
    assertThatThrownBy(
            () ->
                new PostgresCluster(parent)
                    .choose(List.of(new Postgresql(17, Path.of("/usr/lib/postgresql/17/bin")))))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("was made by PostgreSQL 13, and this machine has PostgreSQL 17");
  }

  @Test
  void a_key_has_32_bytes_and_is_the_same_ever_after() {
    String key;
    try (var folder = DataFolder.open(parent.resolve("data"))) {
      key = folder.key("GENII_MASTER_KEY");
      assertThat(Base64.getDecoder().decode(key)).hasSize(32);
    }
    try (var folder = DataFolder.open(parent.resolve("data"))) {
      assertThat(folder.key("GENII_MASTER_KEY")).isEqualTo(key);
    }
  }

  @Test
  void clearing_removes_data_and_passwords() throws SQLException {
    try (var folder = DataFolder.open(parent.resolve("data"))) {
      ask(folder, "select 1");
      var secret = folder.secret(Database.OWNER_SECRET);
      folder.clear();
      assertThat(folder.path().resolve("postgres")).doesNotExist();
      assertThat(folder.path().resolve("redis")).doesNotExist();
      assertThat(folder.secret(Database.OWNER_SECRET)).isNotEqualTo(secret);
      assertThat(ask(folder, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void files_go_elsewhere_when_the_user_postgres_cannot_reach_the_folder()
      throws IOException, SQLException {
    assumeTrue(Commands.isRoot(), "only root runs PostgreSQL as another user");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
    try (var folder = DataFolder.open(parent.resolve("data"))) {
      ask(folder, "create table kept as select 'kept' as word; select 1");
      assertThat(lines).anyMatch(line -> line.contains("can't reach"));
      assertThat(ask(folder, "select word from kept")).isEqualTo("kept");
      var elsewhere = Path.of(Files.readString(folder.path().resolve("postgres-is-in")).strip());
      assertThat(elsewhere).isDirectory();
      folder.clear();
      assertThat(elsewhere).doesNotExist();
    }
  }

  private String ask(DataFolder folder, String sql) throws SQLException {
    try (var services =
            LocalServers.start(folder, lines::add, Map.of(), Lifetime.FOR_GOOD_ON_ANY_PORT);
        var connection = Clients.connect(services);
        var statement = connection.createStatement()) {
      statement.execute(sql);
      while (statement.getResultSet() == null) {
        statement.getMoreResults();
      }
      try (var rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
