package com.geniinow.runtime.platform.setting;

import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;

/** Warns at the start of every service of variables that look like settings and are none. */
final class UnknownSettingsWarning implements ApplicationListener<ApplicationPreparedEvent> {
  @Override
  public void onApplicationEvent(ApplicationPreparedEvent event) {
    var log = LoggerFactory.getLogger(UnknownSettingsWarning.class);
    KnownSettings.warnings(System.getenv().keySet()).forEach(log::warn);
  }
}
