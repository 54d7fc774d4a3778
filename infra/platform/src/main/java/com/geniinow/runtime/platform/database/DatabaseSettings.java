package com.geniinow.runtime.platform.database;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the database is and how the services log in.
 *
 * @param url {@code DATABASE_URL}: the owner's login, for migrations; the services use its host,
 *     port and name with their own logins
 * @param migrate whether this process brings the schema up to date at start
 * @param commandPassword {@code GENII_DB_COMMAND_PASSWORD}
 * @param queryPassword {@code GENII_DB_QUERY_PASSWORD}
 * @param systemPassword {@code GENII_DB_SYSTEM_PASSWORD}
 * @param commandPool most connections for commands of this process
 * @param queryPool most connections for reads of this process
 * @param systemPool most connections for background work of this process
 */
@ConfigurationProperties("genii.database")
public record DatabaseSettings(
    @Nullable String url,
    @DefaultValue("false") boolean migrate,
    @Nullable String commandPassword,
    @Nullable String queryPassword,
    @Nullable String systemPassword,
    @DefaultValue("12") int commandPool,
    @DefaultValue("8") int queryPool,
    @DefaultValue("8") int systemPool) {
  DatabaseUrl parsedUrl() {
    if (url == null || url.isBlank()) {
      throw new WrongSettingException(
          "DATABASE_URL is not set: give it as postgresql://user:password@host:port/database");
    }
    return DatabaseUrl.parse(url);
  }

  String password(DatabaseRole role) {
    var password = given(role);
    if (password == null || password.isBlank()) {
      throw new WrongSettingException("GENII_DB_" + role.name() + "_PASSWORD is not set");
    }
    return password;
  }

  private @Nullable String given(DatabaseRole role) {
    return switch (role) {
      case COMMAND -> commandPassword;
      case QUERY -> queryPassword;
      case SYSTEM -> systemPassword;
    };
  }

  int poolSize(DatabaseRole role) {
    return switch (role) {
      case COMMAND -> commandPool;
      case QUERY -> queryPool;
      case SYSTEM -> systemPool;
    };
  }
}
