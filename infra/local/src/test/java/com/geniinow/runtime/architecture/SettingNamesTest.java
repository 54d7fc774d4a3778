package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.setting.KnownSettings;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Whoever sets a property of ours by its variable is not told that it has no effect. */
class SettingNamesTest {
  @Test
  void every_property_may_be_set_by_a_variable_without_a_warning() {
    var variables =
        CLASSES.stream()
            .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
            .flatMap(SettingNamesTest::variables)
            .toList();

    assertThat(variables).hasSizeGreaterThan(70);
    assertThat(KnownSettings.warnings(variables)).isEmpty();
  }

  private static Stream<String> variables(JavaClass type) {
    var prefix = type.getAnnotationOfType(ConfigurationProperties.class).value();
    return Stream.of(type.reflect())
        .filter(Class::isRecord)
        .flatMap(record -> variables(prefix, record));
  }

  private static Stream<String> variables(String prefix, Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .flatMap(
            field -> {
              var name = prefix + "." + field.getName();
              if (field.getType().isRecord()) {
                return variables(name, field.getType());
              }
              return Stream.of(variable(name.endsWith(".models") ? name + ".x.input" : name));
            });
  }

  private static String variable(String property) {
    return property.replace(".", "_").replace("-", "").toUpperCase(Locale.ROOT);
  }
}
