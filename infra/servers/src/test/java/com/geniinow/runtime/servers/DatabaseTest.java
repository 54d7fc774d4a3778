package com.geniinow.runtime.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.servers.managed.ServerStartException;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  @Test
  void a_database_url_is_taken_apart() {
    var database = Database.external("postgres://me:p%40ss+1@db.example:6543/app?sslmode=require");
    assertThat(database.jdbcUrl())
        .isEqualTo("jdbc:postgresql://db.example:6543/app?sslmode=require");
    assertThat(database.user()).isEqualTo("me");
    assertThat(database.password()).isEqualTo("p@ss+1");
    assertThat(database).asString().doesNotContain("p@ss");
  }

  @Test
  void a_url_without_port_means_the_usual_one() {
    assertThat(Database.external("postgresql://me:x@localhost/app").jdbcUrl())
        .isEqualTo("jdbc:postgresql://localhost:5432/app");
  }

  @Test
  void a_malformed_url_is_refused_without_repeating_it() {
    for (String url : new String[] {"mysql://a:secret@b/c", "postgresql://host", "secret secret"}) {
      assertThatThrownBy(() -> Database.external(url))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("DATABASE_URL must read")
          .hasMessageNotContaining("secret");
    }
  }
}
