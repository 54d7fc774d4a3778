package com.geniinow.runtime.platform.setting;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

class LogFormatCheckTest {
  @Test
  void a_format_that_is_none_is_named_before_the_log_is_set_up() {
    assertThatThrownBy(() -> start("glog"))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining("GENII_LOG_FORMAT is 'glog' and must be logstash, ecs or gelf");
  }

  /** An application of nothing, with the listeners that every service has. */
  private static void start(String format) {
    var application = new SpringApplication(Object.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.run("--logging.structured.format.console=" + format).close();
  }
}
