package com.geniinow.runtime.platform.setting;

import java.util.List;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/** Looks at the log's format before the log is set up, which ends with a stack where it can't. */
final class LogFormatCheck
    implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
  private static final List<String> FORMATS = List.of("logstash", "ecs", "gelf");

  /** Before Boot's listener that sets up the log, and after the one that reads the settings. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 19;
  }

  @Override
  @SuppressWarnings("SystemOut")
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    var format = event.getEnvironment().getProperty("logging.structured.format.console", "");
    if (!format.isBlank() && !FORMATS.contains(format)) {
      var refusal =
          new WrongSettingException(
              "GENII_LOG_FORMAT is '%s' and must be logstash, ecs or gelf, or empty for text"
                  .formatted(format));
      // There is no log yet that could take it.
      System.err.println(refusal.getMessage() + ".");
      throw refusal;
    }
  }
}
