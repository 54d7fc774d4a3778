package com.geniinow.runtime.platform.setting;

import java.util.Locale;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Says of Spring's own settings, such as the port for health, which variable is wrong. */
final class InvalidValueAnalyzer
    extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> implements Ordered {

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected FailureAnalysis analyze(
      Throwable root, InvalidConfigurationPropertyValueException cause) {
    var variable = cause.getName().toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
    var reason = String.valueOf(cause.getReason());
    return WrongSettingAnalyzer.said(
        "%s is '%s' and must be %s"
            .formatted(
                variable,
                cause.getValue(),
                reason.contains("Integer") ? "a whole number" : "of another form"),
        root);
  }
}
