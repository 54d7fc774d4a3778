package com.geniinow.runtime.command.testing;

import com.geniinow.runtime.events.RuntimeEvent;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Given events, when an aggregate is asked something, then events. The handlers of the application
 * load two aggregates each, so here the aggregate's own methods take the place of commands.
 */
public final class AggregateScene<T> {
  private final AggregateTestFixture<T> fixture;
  private final String id;

  public AggregateScene(Class<T> type, UUID id) {
    this.fixture = new AggregateTestFixture<>(type);
    this.id = id.toString();
    fixture.registerAnnotatedCommandHandler(new Handlers());
  }

  /** What was stored before, in order. */
  public Given given(RuntimeEvent... events) {
    return new Given(fixture.given((Object[]) events));
  }

  /** As {@link #given(RuntimeEvent...)}. */
  public Given given(List<? extends RuntimeEvent> events) {
    return new Given(fixture.given(events));
  }

  /** Makes the aggregate. */
  public ResultValidator<T> whenCreated(Supplier<T> constructor) {
    return fixture.givenNoPriorActivity().when(new Create<>(constructor));
  }

  /** Past events, waiting for a question. */
  public final class Given {
    private final TestExecutor<T> executor;

    private Given(TestExecutor<T> executor) {
      this.executor = executor;
    }

    /** Tells the aggregate to do something. */
    public ResultValidator<T> when(Consumer<T> command) {
      return asking(
          aggregate -> {
            command.accept(aggregate);
            return null;
          });
    }

    /** Tells the aggregate to do something that has an answer. */
    public ResultValidator<T> asking(Function<T, @Nullable Object> command) {
      return executor.when(new Ask<>(command));
    }
  }

  private record Create<T>(Supplier<T> constructor) {}

  private record Ask<T>(Function<T, @Nullable Object> command) {}

  private final class Handlers {
    @CommandHandler
    void handle(Create<T> c) throws Exception {
      fixture.getRepository().newInstance(c.constructor()::get);
    }

    @CommandHandler
    @Nullable Object handle(Ask<T> c) {
      return fixture.getRepository().load(id).invoke(c.command());
    }
  }
}
