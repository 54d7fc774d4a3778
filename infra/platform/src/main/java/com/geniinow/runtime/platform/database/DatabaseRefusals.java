package com.geniinow.runtime.platform.database;

import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** Why PostgreSQL can't be used at start, in one sentence that never holds a password. */
public final class DatabaseRefusals {
  private static final Pattern USER = Pattern.compile("(?:user|role) \"([A-Za-z0-9_]+)\"");
  private static final String SECONDS = "5";

  private DatabaseRefusals() {}

  /**
   * Why it can't be used.
   *
   * @param sentence without a full stop
   * @param passing whether the next moment may bring another answer
   */
  public record Refusal(String sentence, boolean passing) {}

  /**
   * The sentence about a connection that could not be made; empty for any other failure.
   *
   * @param url {@code DATABASE_URL}
   */
  public static Optional<String> sentence(SQLException failure, String url) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    String said =
        switch (state) {
          case "28000", "28P01" -> refused(failure, url);
          case "3D000" ->
              "DATABASE_URL: PostgreSQL at %s has no database '%s'"
                  .formatted(place(url), database(url));
          case "53300" ->
              "DATABASE_URL: PostgreSQL at %s has no connection left".formatted(place(url));
          case "57P03" ->
              "DATABASE_URL: PostgreSQL at %s takes nobody in yet".formatted(place(url));
          default ->
              state.startsWith("08")
                  ? "DATABASE_URL: no PostgreSQL answers at %s".formatted(place(url))
                  : "";
        };
    return Optional.of(said).filter(text -> !text.isEmpty());
  }

  /**
   * Asks the database once, so that what is wrong is said before anything else is begun.
   *
   * @return the refusal, or empty where it lets its owner in
   */
  public static Optional<Refusal> ask(String url) {
    var owner = DatabaseUrl.parse(url);
    var login = new Properties();
    login.setProperty("user", owner.user());
    login.setProperty("password", owner.password());
    login.setProperty("connectTimeout", SECONDS);
    login.setProperty("loginTimeout", SECONDS);
    try (var connection = DriverManager.getConnection(owner.jdbcUrl(), login)) {
      connection.isReadOnly();
      return Optional.empty();
    } catch (SQLException e) {
      var state = String.valueOf(e.getSQLState());
      var sentence =
          sentence(e, url)
              .orElseGet(
                  () ->
                      "DATABASE_URL: PostgreSQL at %s can't be used (SQL state %s)"
                          .formatted(place(url), state));
      return Optional.of(
          new Refusal(
              sentence, state.startsWith("08") || state.equals("53300") || state.equals("57P03")));
    }
  }

  private static String refused(SQLException failure, String url) {
    var named = USER.matcher(String.valueOf(failure.getMessage()));
    String user = named.find() ? named.group(1) : "";
    String variable =
        switch (user) {
          case "genii_command" -> "GENII_DB_COMMAND_PASSWORD";
          case "genii_query" -> "GENII_DB_QUERY_PASSWORD";
          case "genii_system" -> "GENII_DB_SYSTEM_PASSWORD";
          default -> "DATABASE_URL";
        };
    return "%s: PostgreSQL at %s refuses the login%s with that password"
        .formatted(variable, place(url), user.isEmpty() ? "" : " of " + user);
  }

  private static String place(String url) {
    try {
      var uri = URI.create(url.strip());
      return uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort());
    } catch (IllegalArgumentException e) {
      return "the address that is set";
    }
  }

  private static String database(String url) {
    try {
      return URI.create(url.strip()).getPath().substring(1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
