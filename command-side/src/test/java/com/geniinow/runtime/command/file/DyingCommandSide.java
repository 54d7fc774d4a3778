package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.platform.storage.ObjectEntry;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectType;
import com.geniinow.runtime.platform.storage.ObjectUpload;
import com.geniinow.runtime.platform.storage.SignedUrl;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * A command side that stops one request after the other, each at a step of an upload or a deletion,
 * and is killed with SIGKILL when it has stopped the last. It lives two hours ago, so that what it
 * leaves is old enough for the sweeps.
 */
final class DyingCommandSide {
  private final Deque<String> steps;

  private DyingCommandSide(List<String> steps) {
    this.steps = new ArrayDeque<>(steps);
  }

  /** What it prints when a request has reached its step. */
  static String stopped(String step) {
    return "stopped at " + step + ";";
  }

  /**
   * @param arguments the steps, in the order of the requests that stop there
   */
  public static void main(String[] arguments) {
    var dying = new DyingCommandSide(List.of(arguments));
    new SpringApplicationBuilder(CommandSideApplication.class)
        .initializers(
            context ->
                ((GenericApplicationContext) context)
                    .registerBean("dying", BeanPostProcessor.class, dying::processor))
        .run();
  }

  private BeanPostProcessor processor() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return switch (bean) {
          case Clock clock -> Clock.offset(clock, Duration.ofHours(-2));
          case ObjectStore store -> new DyingStore(store);
          case EventStore events -> {
            events.subscribe(batch -> batch.forEach(DyingCommandSide.this::look));
            yield bean;
          }
          default -> bean;
        };
      }
    };
  }

  /** Within the transaction, before its commit. */
  private void look(EventMessage<?> event) {
    switch (event.getPayload()) {
      case StorageReserved e -> at("reserving");
      case FileStored e -> {
        at("storing");
        CurrentUnitOfWork.get().root().afterCommit(work -> at("stored"));
      }
      case FileDeleted e -> at("deleting");
      default -> {}
    }
  }

  private void at(String step) {
    if (isNext(step)) {
      try {
        System.out.println(stopped(step));
        if (steps.isEmpty()) {
          new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
        }
        new CountDownLatch(1).await();
      } catch (IOException | InterruptedException e) {
        Runtime.getRuntime().halt(1);
      }
    }
  }

  private synchronized boolean isNext(String step) {
    return step.equals(steps.peek()) && steps.remove(step);
  }

  private final class DyingStore implements ObjectStore {
    private final ObjectStore store;

    DyingStore(ObjectStore store) {
      this.store = store;
    }

    @Override
    public ObjectUpload create(String name, ObjectType type) {
      at("reserved");
      var upload = store.create(name, type);
      return new ObjectUpload() {
        private long sent;

        @Override
        public void write(byte[] buffer, int offset, int length) {
          upload.write(buffer, offset, length);
          sent += length;
          if (sent > 2_500_000) {
            at("sending");
          }
        }

        @Override
        public void complete() {
          at("completing");
          upload.complete();
          at("completed");
        }

        @Override
        public void close() {
          upload.close();
        }
      };
    }

    @Override
    public void put(String name, ObjectType type, byte[] content) {
      store.put(name, type, content);
    }

    @Override
    public Optional<InputStream> read(String name) {
      return store.read(name);
    }

    @Override
    public boolean exists(String name) {
      return store.exists(name);
    }

    /** A sweep removes what other tests left, and is no request that waits for its turn. */
    @Override
    public void delete(String name) {
      var asked = RequestContextHolder.getRequestAttributes() != null;
      if (asked) {
        at("deleted");
      }
      store.delete(name);
      if (asked) {
        at("removed");
      }
    }

    @Override
    public void delete(ObjectEntry listed) {
      store.delete(listed);
    }

    @Override
    public Iterator<ObjectEntry> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public SignedUrl sign(String name) {
      return store.sign(name);
    }
  }
}
