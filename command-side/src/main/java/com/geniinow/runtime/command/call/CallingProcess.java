package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.ProcessJob;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Says again and again that this process is there; the calls of one that stops are swept. */
@Component
class CallingProcess implements ProcessJob {
  private final CallingProcessTable table;
  private final CallSettings settings;
  private final UUID id;

  CallingProcess(CallingProcessTable table, CallSettings settings, Supplier<UUID> ids) {
    this.table = table;
    this.settings = settings;
    this.id = ids.get();
  }

  /** Of this start of this process. */
  UUID id() {
    return id;
  }

  @Override
  public Duration every() {
    return settings.lease().dividedBy(6);
  }

  /** Who makes no call need not be there. */
  @Override
  public Optional<Due> due() {
    return Optional.of(Due.whileAny("running_calls WHERE process_id = ?", () -> id));
  }

  @Override
  public void run() {
    table.alive(id, settings.lease());
  }
}
