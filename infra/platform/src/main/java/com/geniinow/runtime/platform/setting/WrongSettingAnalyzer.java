package com.geniinow.runtime.platform.setting;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.Environment;

/** Prints a setting that can't be as one sentence with its variable's name, without a stack. */
final class WrongSettingAnalyzer extends AbstractFailureAnalyzer<BindException> implements Ordered {
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(secret|password|token|key|url|uri).*");

  private final SettingNames names;

  WrongSettingAnalyzer(Environment environment) {
    this.names = new SettingNames(environment);
  }

  /** Before Spring Boot's own, which names the property and the exception. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, BindException cause) {
    var conversion = findCause(cause, ConversionFailedException.class);
    if (conversion != null) {
      return said(
          names.variable(cause.getName().toString())
              + shown(cause, conversion)
              + allowed(conversion),
          root);
    }
    if (!cause.getName().toString().matches("genii(\\..*)?")) {
      return null;
    }
    var refusal = innermost(cause);
    return refusal instanceof IllegalArgumentException && refusal.getMessage() != null
        ? said(refusal.getMessage(), root)
        : null;
  }

  static FailureAnalysis said(String sentence, Throwable root) {
    return new FailureAnalysis(
        sentence.endsWith(".") ? sentence : sentence + ".",
        "Set it in the environment of this process; docs/operations.md lists the settings.",
        root);
  }

  private String shown(BindException cause, ConversionFailedException conversion) {
    return SECRET.matcher(names.variable(cause.getName().toString())).matches()
        ? " must be "
        : " is '%s' and must be "
            .formatted(names.value(cause.getName().toString(), conversion.getValue()));
  }

  private static String allowed(ConversionFailedException conversion) {
    var type = conversion.getTargetType().getObjectType();
    if (type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == Duration.class) {
      return "a time such as 30s or 2m";
    }
    if (type == URI.class) {
      return "an http or https address";
    }
    return Number.class.isAssignableFrom(type) ? "a number" : "of another form";
  }

  private static Throwable innermost(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }
}
