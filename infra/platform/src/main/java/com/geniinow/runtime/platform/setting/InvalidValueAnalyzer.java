package com.geniinow.runtime.platform.setting;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Says of Spring's own settings, such as the port for health, which variable is wrong. */
final class InvalidValueAnalyzer
    extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> implements Ordered {
  private final SettingNames names;

  InvalidValueAnalyzer(Environment environment) {
    this.names = new SettingNames(environment);
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected FailureAnalysis analyze(
      Throwable root, InvalidConfigurationPropertyValueException cause) {
    var reason = String.valueOf(cause.getReason());
    return WrongSettingAnalyzer.said(
        "%s is '%s' and must be %s"
            .formatted(
                names.variable(cause.getName()),
                names.value(cause.getName(), cause.getValue()),
                reason.contains("Integer") ? "a whole number" : "of another form"),
        root);
  }
}
