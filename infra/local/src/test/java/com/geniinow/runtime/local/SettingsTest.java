package com.geniinow.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void the_environment_decides_and_blanks_mean_nothing() {
    var settings = new Settings(Map.of("GENII_PORT", " 9000 ", "GENII_DATA_DIR", "/tmp/x/../y"));
    assertThat(settings.port()).isEqualTo(9000);
    assertThat(settings.dataFolder()).isEqualTo(Path.of("/tmp/y"));
    assertThat(new Settings(Map.of("GENII_PORT", " ")).port()).isEqualTo(8080);
  }

  @Test
  void a_port_that_is_none_is_refused_in_a_sentence() {
    for (String port : new String[] {"0", "65535", "http", "-1", "080"}) {
      assertThatThrownBy(() -> new Settings(Map.of("GENII_PORT", port)).port())
          .isInstanceOf(ServerStartException.class)
          .hasMessage("GENII_PORT must be a port, not '%s'.", port);
    }
  }

  @Test
  void a_number_out_of_bounds_is_refused_with_its_variable_value_and_bounds() {
    refuses("GENII_AGENT_CONCURRENCY", "0", "from 1 to 100");
    refuses("GENII_AGENT_CONCURRENCY", "101", "from 1 to 100");
    refuses("GENII_WORKERS", "lots", "from 1 to 1000");
    refuses("GENII_AUTOSCALE_MAX", "1001", "from 1 to 1000");
  }

  @Test
  void a_provider_that_is_none_is_refused_in_a_sentence() {
    assertThatThrownBy(() -> new Settings(Map.of("GENII_EMBEDDING_PROVIDER", "opnai")).check())
        .hasMessage("GENII_EMBEDDING_PROVIDER is 'opnai' and must be openai or local.");
    assertThatThrownBy(() -> new Settings(Map.of("GENII_LOG_FORMAT", "xml")).check())
        .hasMessage("GENII_LOG_FORMAT is 'xml' and must be logstash, ecs or gelf.");
  }

  private static void refuses(String variable, String value, String bounds) {
    assertThatThrownBy(() -> new Settings(Map.of(variable, value)).check())
        .isInstanceOf(ServerStartException.class)
        .hasMessage("%s must be a whole number %s, not '%s'.", variable, bounds, value);
  }

  @Test
  void a_master_key_is_made_for_a_database_that_goes_with_the_data_folder_and_for_no_other() {
    assertThat(new Settings(Map.of()).makesMasterKey()).isTrue();
    assertThat(new Settings(Map.of("GENII_MASTER_KEY", "k")).makesMasterKey()).isFalse();
    assertThat(new Settings(Map.of("GENII_MASTER_KMS_KEY", "k")).makesMasterKey()).isFalse();
    assertThat(new Settings(Map.of("DATABASE_URL", "postgresql://x")).makesMasterKey()).isFalse();
  }

  @Test
  void the_local_secret_is_long_enough_for_hs256_and_says_what_it_is() {
    var settings = new Settings(Map.of());
    assertThat(settings.hasOwnJwtSecret()).isFalse();
    assertThat(settings.jwtSecret()).hasSizeGreaterThanOrEqualTo(32).startsWith("local-default");
    var own = "a secret of my own that is long enough";
    assertThat(new Settings(Map.of("GENII_JWT_SECRET", own)).jwtSecret()).isEqualTo(own);
  }
}
