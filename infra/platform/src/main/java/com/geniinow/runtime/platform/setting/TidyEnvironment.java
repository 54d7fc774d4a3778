package com.geniinow.runtime.platform.setting;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Settings of ours mean the same with blanks around them, and as unset when there is no more. */
final class TidyEnvironment
    implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
  /** Before anything reads them that could refuse them. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 18;
  }

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    var sources = event.getEnvironment().getPropertySources();
    var name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    if (sources.get(name) instanceof SystemEnvironmentPropertySource environment) {
      sources.replace(
          name, new SystemEnvironmentPropertySource(name, tidy(environment.getSource())));
    }
  }

  static Map<String, Object> tidy(Map<String, Object> variables) {
    var tidied = new HashMap<>(variables);
    for (var name : KnownSettings.names()) {
      if (tidied.get(name) instanceof String value) {
        if (value.isBlank()) {
          tidied.remove(name);
        } else {
          tidied.put(name, value.strip());
        }
      }
    }
    return tidied;
  }
}
