package com.geniinow.runtime.local;

import java.nio.file.Path;
import java.util.Map;

/** What the services have in common when they run on one machine. */
final class Services {
  private Services() {}

  /** Logs go to a file; the port is open to this machine alone. */
  static Map<String, Object> localProperties(Path log) {
    return Map.of(
        "logging.file.name", log.toString(),
        "logging.threshold.console", "OFF",
        "spring.main.banner-mode", "off",
        "server.address", "127.0.0.1");
  }

  /** The sentence about a service whose start failed. */
  static String notStarted(Options.Role role, Throwable failure, Path log) {
    return "%s did not start: %s; its log is %s.".formatted(role.title(), reason(failure), log);
  }

  /** The innermost reason in one line without a full stop. */
  private static String reason(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    String text = message == null ? innermost.getClass().getSimpleName() : message;
    return text.lines().findFirst().orElse("").replaceFirst("[.;:\\s]+$", "");
  }
}
