package com.geniinow.runtime.command.background;

import com.fasterxml.jackson.core.JacksonException;
import com.geniinow.runtime.command.line.Conflicts;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.platform.sealing.BrokenSealException;
import com.geniinow.runtime.queue.QueueUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.common.AxonTransientException;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one event that a processor can't handle from stopping it for everybody. While something is
 * away the processor waits, however long. Any other failure is tried {@value #TRIES} times, each in
 * a transaction of its own, an event that can't be read {@value #TRIES_TO_READ} times; then the
 * event is passed over, said aloud and counted. What it was to bring about, sweeps over the tables
 * make up for. One for each processor of a process.
 */
final class PoisonEvents implements MessageHandlerInterceptor<EventMessage<?>> {
  static final int TRIES = 6; // over half a minute, by Axon's pauses

  /** What can't be read won't be read later: one that holds up all others is passed over sooner. */
  static final int TRIES_TO_READ = 2; // a second

  private static final Logger log = LoggerFactory.getLogger(PoisonEvents.class);

  private final String processor;
  private final Counter passedOver;
  private final ConcurrentHashMap<String, Integer> failures = new ConcurrentHashMap<>();
  private final Set<String> poison = ConcurrentHashMap.newKeySet();

  PoisonEvents(String processor, MeterRegistry meters) {
    this.processor = processor;
    this.passedOver =
        Counter.builder("genii.events.passed.over")
            .description("Events that a streaming processor could not handle")
            .tag("processor", processor)
            .register(meters);
  }

  @Override
  public @Nullable Object handle(UnitOfWork<? extends EventMessage<?>> work, InterceptorChain chain)
      throws Exception {
    var id = work.getMessage().getIdentifier();
    if (poison.contains(id)) {
      return null;
    }
    try {
      var result = chain.proceed();
      failures.remove(id);
      return result;
    } catch (Exception e) {
      if (!isPassing(e)) {
        failed(work.getMessage(), e);
      }
      throw e;
    }
  }

  private void failed(EventMessage<?> event, Exception e) {
    var times = failures.merge(event.getIdentifier(), 1, Integer::sum);
    if (times >= (isStored(e) ? TRIES_TO_READ : TRIES)) {
      failures.remove(event.getIdentifier());
      poison.add(event.getIdentifier());
      passedOver.increment();
      log.error(
          "{} passes over the {} {}, on which it failed {} times",
          processor,
          event.getPayloadType().getSimpleName(),
          event.getIdentifier(),
          times,
          e);
    }
  }

  /** Whether it is something that is unavailable, or a conflict, and not this event. */
  private static boolean isPassing(Throwable thrown) {
    if (isUnreadable(thrown)) {
      return false;
    }
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof QueueUnavailableException
          || e instanceof IOException
          || e instanceof InterruptedException
          || e instanceof AxonTransientException
          || (e instanceof RefusedException refused && refused.refusal().isPassing())) {
        return true;
      }
    }
    return Outages.isOutage(thrown);
  }

  /** Whether something can't be read; asked for first, as Jackson 2 throws IOExceptions. */
  private static boolean isUnreadable(Throwable thrown) {
    return isStored(thrown) || Conflicts.find(thrown, JacksonException.class) != null;
  }

  /** Whether the event itself, or what it is sealed under, is stored as what nobody can read. */
  private static boolean isStored(Throwable thrown) {
    return Conflicts.find(thrown, SerializationException.class) != null
        || Conflicts.find(thrown, BrokenSealException.class) != null;
  }
}
