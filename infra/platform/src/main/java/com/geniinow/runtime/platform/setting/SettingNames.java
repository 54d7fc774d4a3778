package com.geniinow.runtime.platform.setting;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;

/** Which environment variable a property is filled from, and with what. */
record SettingNames(Environment environment) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(:.*)?}");

  /**
   * The variable in the property's place, or the one that Spring takes for its name, or neither.
   */
  String variable(String property) {
    var spelled = property.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
    if (environment.getProperty(spelled) != null) {
      return spelled;
    }
    if (environment instanceof ConfigurableEnvironment configurable) {
      for (var source : configurable.getPropertySources()) {
        if (source instanceof EnumerablePropertySource<?> listed
            && listed.getProperty(property) instanceof Object text) {
          var found = VARIABLE.matcher(text.toString());
          if (found.matches()) {
            return found.group(1);
          }
        }
      }
    }
    return property;
  }

  /** As it was set, where Spring shows the place that it was to be filled in. */
  String value(String property, @Nullable Object shown) {
    var set = environment.getProperty(property);
    return set == null ? String.valueOf(shown) : set;
  }
}
