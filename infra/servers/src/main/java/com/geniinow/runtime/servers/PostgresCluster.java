package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.Binaries.Postgresql;
import com.geniinow.runtime.servers.Commands.Answer;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's files: made once with everything that the runtime's migrations may expect, then
 * moved into place, so that a half-made set is never taken for a whole one.
 */
final class PostgresCluster {
  static final String SUPERUSER = "postgres";
  static final String OWNER = "genii";
  static final String DATABASE = "genii";

  /** What the program needs at every start, also when it makes the cluster. */
  static final List<String> EXTENSION_SETTINGS =
      List.of("-c", "shared_preload_libraries=pg_cron", "-c", "cron.database_name=" + DATABASE);

  /** PostgreSQL's FirstNormalObjectId. */
  private static final int FIRST_ORDINARY_ID = 16_384;

  private static final long MEGABYTE = 1_048_576;

  /** New files take 40 MB, the first log of changes 16, and a database of use some more. */
  private static final long LEAST_SPACE = 200 * MEGABYTE;

  private final Path home;
  private final Path files;

  PostgresCluster(Path home) {
    this.home = home;
    this.files = home.resolve("data");
  }

  Path files() {
    return files;
  }

  boolean exists() {
    return Files.exists(files.resolve("PG_VERSION"));
  }

  /** The server that made the files, or the newest one when there are none yet. */
  Postgresql choose(List<Postgresql> installed) {
    if (!exists()) {
      return installed.get(0);
    }
    try {
      var version = Files.readString(files.resolve("PG_VERSION")).strip();
      if (!version.matches("\\d{1,4}")) {
        throw new ServerStartException(
            "The data in %s are none of PostgreSQL's; please name another folder or empty it"
                    .formatted(files)
                + " (infra/up --fresh).");
      }
      var major = Integer.parseInt(version);
      checkOwner();
      return installed.stream()
          .filter(found -> found.major() == major)
          .findFirst()
          .orElseThrow(
              () ->
                  new ServerStartException(
                      ("The data in %s was made by PostgreSQL %d, and this machine has PostgreSQL"
                              + " %d: please install postgresql-%d with pgvector and pg_cron, or"
                              + " empty the data folder (infra/up --fresh).")
                          .formatted(files, major, installed.get(0).major(), major)));
    } catch (IOException e) {
      throw new ServerStartException(
          "The data in %s can't be read: %s.".formatted(files, FileReasons.of(e)), e);
    }
  }

  /**
   * Makes the files: the superuser, and database {@code genii} with both extensions, owned by a
   * login role that may create roles but is no superuser.
   *
   * @param durable whether to wait until the disk has it all; false only where nothing outlives the
   *     process
   */
  void make(
      Postgresql postgresql, String superuserPassword, String ownerPassword, boolean durable) {
    var half = home.resolve("data.half-made");
    Trees.delete(half);
    requireSpace(home);
    var password = passwordFile(superuserPassword);
    try {
      List<String> initdb =
          new ArrayList<>(
              List.of(
                  postgresql.program("initdb"),
                  "--pgdata=" + half,
                  "--username=" + SUPERUSER,
                  "--pwfile=" + password,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C.UTF-8"));
      if (!durable) {
        initdb.add("--no-sync");
      }
      check(Commands.run(Commands.asPostgresUser(initdb), ""));
      // What is made without a server gets ids that pg_dump takes for PostgreSQL's own, and leaves
      // out: pg_cron's jobs would be in no backup.
      check(
          Commands.run(
              Commands.asPostgresUser(
                  List.of(
                      postgresql.program("pg_resetwal"),
                      "--next-oid=" + FIRST_ORDINARY_ID,
                      "--pgdata=" + half)),
              ""));
      execute(postgresql, half, "postgres", databaseSql(ownerPassword));
      execute(postgresql, half, DATABASE, extensionSql());
      Files.move(half, files, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Trees.delete(password);
    }
  }

  /** The owner and its database; one statement a line. */
  static String databaseSql(String ownerPassword) {
    return """
        create role %1$s login createrole nosuperuser password '%2$s';
        create database %3$s owner %1$s;
        """
        .formatted(OWNER, ownerPassword, DATABASE);
  }

  /** What only a superuser may do in that database; one statement a line. */
  static String extensionSql() {
    return """
        create extension vector;
        create extension pg_cron;
        grant usage on schema cron to %s;
        """
        .formatted(OWNER);
  }

  /** Runs statements, one a line, with no server: nobody can connect to what is half made. */
  private static void execute(Postgresql postgresql, Path files, String database, String sql) {
    List<String> command = new ArrayList<>(List.of(postgresql.program("postgres"), "--single"));
    command.addAll(List.of("-D", files.toString(), "-c", "exit_on_error=on"));
    command.addAll(EXTENSION_SETTINGS);
    command.add(database);
    check(Commands.run(Commands.asPostgresUser(command), sql));
  }

  /** initdb's own last words on a full disk are that it tidies up. */
  private static void requireSpace(Path home) {
    try {
      long free = Files.getFileStore(home).getUsableSpace();
      if (free < LEAST_SPACE) {
        throw new ServerStartException(
            ("PostgreSQL's data in %s need %d MB to begin with, and its disk has %d MB free; please"
                    + " make room, or name another folder (GENII_DATA_DIR).")
                .formatted(home, LEAST_SPACE / MEGABYTE, free / MEGABYTE));
      }
    } catch (IOException e) {
      throw new ServerStartException(
          "The free room in %s can't be read: %s.".formatted(home, FileReasons.of(e)), e);
    }
  }

  private static void check(Answer answer) {
    if (!answer.ok()) {
      throw new ServerStartException(
          "PostgreSQL's data could not be made: %s.".formatted(answer.reason()));
    }
  }

  /** A file that only the user who runs PostgreSQL can read. */
  private Path passwordFile(String password) {
    var file = home.resolve("password");
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, password + "\n");
      Files.setOwner(file, Files.getOwner(home));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkOwner() throws IOException {
    var owner = Files.getOwner(files).getName();
    String runner = Commands.isRoot() ? Commands.POSTGRES_USER : System.getProperty("user.name");
    if (!owner.equals(runner)) {
      throw new ServerStartException(
          "The data in %s belongs to the user %s; please run this as that user."
              .formatted(files, owner));
    }
  }
}
