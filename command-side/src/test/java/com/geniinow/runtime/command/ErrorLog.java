package com.geniinow.runtime.command;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged with a stack trace while this is open. */
public final class ErrorLog implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getThrowableProxy() != null) {
            events.add(event);
          }
        }
      };

  /** Starts to listen. */
  public ErrorLog() {
    appender.start();
    root.addAppender(appender);
  }

  /** The stack traces logged on rollbacks of this agent's commands. */
  public List<String> rollbacksOf(UUID agentId) {
    return events.stream()
        .filter(event -> event.getFormattedMessage().startsWith("ROLLBACK"))
        .filter(event -> event.getFormattedMessage().contains(agentId.toString()))
        .map(event -> trace(event.getThrowableProxy()))
        .toList();
  }

  /** The stack traces in which a text occurs, whoever logged them. */
  public List<String> tracesWith(String text) {
    return events.stream()
        .map(event -> trace(event.getThrowableProxy()))
        .filter(trace -> trace.contains(text))
        .toList();
  }

  private static String trace(IThrowableProxy thrown) {
    return ThrowableProxyUtil.asString(thrown);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
