package com.geniinow.runtime.acceptance;

import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scripts that back up and restore, and a system on what they restored. */
final class Backups {
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final String SUPERUSER = "jdbc:(postgresql://)(.*)\\?user=(.*)&password=(.*)";

  private Backups() {}

  /** What a script of the project says, with the superuser's address in a variable. */
  static String script(String name, String file, String variable, LocalServers services)
      throws Exception {
    return script(name, List.of(file), variable, services);
  }

  static String script(String name, List<String> arguments, String variable, LocalServers services)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of(PROJECT.resolve("infra").resolve(name).toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder
        .environment()
        .put(variable, services.superuserJdbcUrl().replaceFirst(SUPERUSER, "$1$3:$4@$2"));
    var process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The whole system on other servers, with the keys of the one that all suites share. */
  static Process launch(LocalServers services, Path folder, int port, Path log) throws IOException {
    return LocalSystem.process(
            Map.of(
                "DATABASE_URL", services.databaseUrl(),
                "REDIS_URL", services.redisUrl(),
                "GENII_PORT", Integer.toString(port),
                "GENII_DATA_DIR", folder.resolve("services").toString(),
                "GENII_JWT_SECRET", RunningSystem.JWT_SECRET,
                "GENII_MASTER_KEY", RunningSystem.MASTER_KEY))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** The first column of the first row that a query answers, as text. */
  static @Nullable String value(LocalServers services, String query) throws SQLException {
    try (var connection = DriverManager.getConnection(services.superuserJdbcUrl());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
