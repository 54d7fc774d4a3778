package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.line.AgentEntry;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Erases days in their agents' lines, where no task can begin or end meanwhile. Whoever found a day
 * found it a while ago, so everything is asked again.
 */
@Component
class DayHandler {
  private final Agents agents;
  private final DayTable days;
  private final ErasedTable rows;
  private final RetentionSettings settings;

  DayHandler(Agents agents, DayTable days, ErasedTable rows, RetentionSettings settings) {
    this.agents = agents;
    this.days = days;
    this.rows = rows;
    this.settings = settings;
  }

  @CommandHandler
  Boolean handle(EraseDay c) {
    var agent = agents.of(c);
    var entity = AgentEntry.entity();
    var step = days.step(c.agentId(), c.day());
    var kept = daysKept(c, entity, step);
    if (kept == null
        || (step == null && rows.isHeld(entity))
        || agent.invoke(a -> a.erasureId()) != null
        || days.mustStay(c.agentId(), c.day())) {
      return false;
    }
    int retention = kept;
    var tasks = days.tasks(c.agentId(), c.day());
    agent.execute(a -> a.eraseDay(c.day(), retention, tasks, c.at()));
    days.begun(c.agentId(), entity, c.day());
    return true;
  }

  /**
   * For how many days a day was kept that is to be erased now; null for one that isn't, or was
   * begun. One that a backup brought back, whose key is gone, is erased whatever is said by now,
   * also under a hold.
   *
   * @param step how many are done; null where it wasn't begun
   */
  private @Nullable Integer daysKept(EraseDay c, UUID entity, @Nullable Integer step) {
    var age = Math.toIntExact(ChronoUnit.DAYS.between(c.day(), today(c)));
    if (step != null) {
      return step == 0 && age > 0 ? age - 1 : null;
    }
    var own = days.retentionDays(entity);
    var kept = own == null ? settings.days() : own;
    return kept == null || age <= kept ? null : kept;
  }

  private static LocalDate today(EraseDay c) {
    return LocalDate.ofInstant(c.at(), ZoneOffset.UTC);
  }
}
