package com.geniinow.runtime.command.security;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.geniinow.runtime.command.RuntimeTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Listens to the log of all tests of this module and fails the class in which a secret stood in it:
 * a token, a signed URL, the secret that signs tokens, the master key, a password. Registered for
 * every class, so that what is searched is the log of a full run.
 */
public final class LogSecrets implements BeforeAllCallback, AfterAllCallback {
  private static final Pattern SECRET =
      Pattern.compile(
          "eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{8,}"
              + "|X-Goog-Signature="
              + "|postgres(ql)?://[^:@/\\s]+:[^@\\s]+@"
              + "|(?i:password)\\s*[=:']\\s*'?[\\w-]"
              + "|xox[bp]-\\w|\\bsk-\\w{8,}|"
              + Pattern.quote(RuntimeTest.SECRET)
              + "|"
              + Pattern.quote(RuntimeTest.MASTER_KEY));

  private static final Listener LISTENER = new Listener();

  @Override
  public void beforeAll(ExtensionContext context) {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    // Starting the service resets the log; adding what is there already does nothing.
    if (!LISTENER.isStarted()) {
      LISTENER.start();
    }
    root.addAppender(LISTENER);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> found = new ArrayList<>();
    for (var line = LISTENER.found.poll(); line != null; line = LISTENER.found.poll()) {
      found.add(line);
    }
    if (!found.isEmpty()) {
      throw new AssertionError("secrets in the log: " + found);
    }
  }

  /** Whether a line holds what must not be in a log. */
  static boolean isSecret(String line) {
    return SECRET.matcher(line).find();
  }

  private static final class Listener extends AppenderBase<ILoggingEvent> {
    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      var thrown = event.getThrowableProxy();
      var text =
          event.getFormattedMessage()
              + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown));
      if (isSecret(text)) {
        found.add(event.getLoggerName() + ": " + text);
      }
    }
  }
}
