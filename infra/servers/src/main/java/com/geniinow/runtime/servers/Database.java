package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where the database is and how its owner logs in. */
record Database(
    String url, String jdbcUrl, String user, String password, @Nullable String superuserPassword) {
  static final String SUPERUSER_SECRET = "postgres.superuser";
  static final String OWNER_SECRET = "postgres.owner";
  private static final int DEFAULT_PORT = 5432;

  static Database ours(int port, DataFolder folder) {
    var password = folder.secret(OWNER_SECRET);
    var place = "127.0.0.1:%d/%s".formatted(port, PostgresCluster.DATABASE);
    return new Database(
        "postgresql://%s:%s@%s".formatted(PostgresCluster.OWNER, password, place),
        "jdbc:postgresql://" + place,
        PostgresCluster.OWNER,
        password,
        folder.secret(SUPERUSER_SECRET));
  }

  /** Reads {@code postgresql://user:password@host:port/database?options}. */
  static Database external(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw malformed();
    }
    var scheme = uri.getScheme();
    var login = uri.getRawUserInfo();
    if (!("postgresql".equals(scheme) || "postgres".equals(scheme))
        || uri.getHost() == null
        || login == null
        || uri.getRawPath().length() < 2) {
      throw malformed();
    }
    var colon = login.indexOf(':');
    String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new Database(
        url,
        "jdbc:postgresql://%s:%d%s%s".formatted(uri.getHost(), port, uri.getRawPath(), options),
        decode(colon < 0 ? login : login.substring(0, colon)),
        decode(colon < 0 ? "" : login.substring(colon + 1)),
        null);
  }

  String superuserJdbcUrl() {
    if (superuserPassword == null) {
      throw new IllegalStateException("the superuser of a database that isn't ours is not known");
    }
    return "%s?user=%s&password=%s"
        .formatted(
            jdbcUrl,
            PostgresCluster.SUPERUSER,
            URLEncoder.encode(superuserPassword, StandardCharsets.UTF_8));
  }

  /** Never with the passwords in it. */
  @Override
  public String toString() {
    return jdbcUrl;
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static ServerStartException malformed() {
    return new ServerStartException(
        "DATABASE_URL must read postgresql://user:password@host:port/database.");
  }
}
