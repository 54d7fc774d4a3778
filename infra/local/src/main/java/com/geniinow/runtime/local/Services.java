package com.geniinow.runtime.local;

import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.platform.setting.StartSentence;
import com.geniinow.runtime.query.QuerySideApplication;
import com.geniinow.runtime.worker.WorkerApplication;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;

/** What the services have in common when they run on one machine. */
final class Services {
  private static final Pattern NOT_OF_QUERY_SIDE =
      Pattern.compile(
          "^org\\.axonframework\\.|^com\\.geniinow\\.runtime\\.command\\.|[Rr]edis|flyway");

  private Services() {}

  /** The service as it runs alone, ready for properties of ours. */
  static SpringApplicationBuilder application(Options.Role role) {
    return switch (role) {
      case COMMAND_SIDE ->
          new SpringApplicationBuilder(CommandSideApplication.class, LocalEmbeddings.class)
              .main(CommandSideApplication.class);
      case QUERY_SIDE ->
          QuerySideApplication.builder()
              .main(QuerySideApplication.class)
              .properties("spring.autoconfigure.exclude=" + notOfQuerySide());
      case WORKER -> WorkerApplication.builder().main(WorkerApplication.class);
    };
  }

  /** What Boot would set up because our class path holds more than query-side's own. */
  private static String notOfQuerySide() {
    return ImportCandidates.load(AutoConfiguration.class, Services.class.getClassLoader())
        .getCandidates()
        .stream()
        .filter(name -> NOT_OF_QUERY_SIDE.matcher(name).find())
        .collect(Collectors.joining(","));
  }

  /** Logs go to a file; the port is open to this machine alone. */
  static Map<String, Object> localProperties(Path log) {
    return Map.of(
        "logging.file.name", log.toString(),
        "logging.threshold.console", "OFF",
        // With all services in one process the first one's name would stand in every line.
        "logging.include-application-name", "false",
        "spring.main.banner-mode", "off",
        "server.address", "127.0.0.1",
        // Whoever presses Ctrl-C waits for it.
        "genii.worker.idle-wait", "1s",
        // Hence the secret that everybody knows will do.
        "genii.jwt.local", "true");
  }

  /** The sentence about a service whose start failed. */
  static String notStarted(Options.Role role, Throwable failure, Path log) {
    var why = StartSentence.of(failure).orElseGet(() -> reason(failure)).replaceFirst("\\.$", "");
    return "%s did not start: %s; its log is %s.".formatted(role.title(), why, log);
  }

  /** The innermost reason in one line without a full stop. */
  private static String reason(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    var message = innermost.getMessage();
    String text = message == null ? innermost.getClass().getSimpleName() : message;
    return text.lines().findFirst().orElse("").replaceFirst("[.;:\\s]+$", "");
  }
}
