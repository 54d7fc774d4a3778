package com.geniinow.runtime.platform.database;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A {@code postgresql://user:password@host:port/database?options} address, taken apart.
 *
 * @param jdbcUrl the address without login, as the driver wants it
 * @param user the owner of the schema
 */
public record DatabaseUrl(String jdbcUrl, String user, String password) {
  private static final int LAST_PORT = 65_535;

  /**
   * Parses an address; {@code postgres://} is the same.
   *
   * @throws WrongSettingException when it is something else; the message never shows it, as it
   *     holds a password
   */
  public static DatabaseUrl parse(String url) {
    URI uri;
    try {
      uri = URI.create(url.strip());
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
    var login = uri.getRawUserInfo();
    var scheme = uri.getScheme();
    if (scheme == null
        || !scheme.matches("postgres(ql)?")
        || uri.getHost() == null
        || login == null
        || uri.getPath().length() < 2
        || uri.getPort() > LAST_PORT) {
      throw malformed();
    }
    var colon = login.indexOf(':');
    var port = uri.getPort() < 0 ? 5432 : uri.getPort();
    var options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new DatabaseUrl(
        "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + options,
        decode(colon < 0 ? login : login.substring(0, colon)),
        colon < 0 ? "" : decode(login.substring(colon + 1)));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static WrongSettingException malformed() {
    return new WrongSettingException(
        "DATABASE_URL must look like postgresql://user:password@host:port/database");
  }

  @Override
  public String toString() {
    return jdbcUrl + " as " + user;
  }
}
