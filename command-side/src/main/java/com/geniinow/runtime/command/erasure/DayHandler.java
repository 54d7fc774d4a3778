package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.sealing.DataKeys;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Erases days in their agents' lines, where no task can begin or end meanwhile. Whoever found a day
 * found it a while ago, so everything is asked again.
 */
@Component
class DayHandler {
  private static final Logger log = LoggerFactory.getLogger(DayHandler.class);

  private final Agents agents;
  private final DayTable days;
  private final ErasedTable rows;
  private final RetentionSettings settings;
  private final DataKeys keys;
  private final Now now;

  DayHandler(
      Agents agents,
      DayTable days,
      ErasedTable rows,
      RetentionSettings settings,
      DataKeys keys,
      Now now) {
    this.agents = agents;
    this.days = days;
    this.rows = rows;
    this.settings = settings;
    this.keys = keys;
    this.now = now;
  }

  @CommandHandler
  Boolean handle(EraseDayText c) {
    var agent = agents.of(c);
    var kept = daysKept(agent, c.agentId(), c.day(), c.sealedThrough(), c.at());
    if (kept == null) {
      return false;
    }
    int retention = kept;
    agent.execute(a -> a.eraseDayText(c.day(), retention, c.of(), c.rows(), c.at()));
    return true;
  }

  @CommandHandler
  Boolean handle(EraseDay c) {
    var agent = agents.of(c);
    var kept = daysKept(agent, c.agentId(), c.day(), c.sealedThrough(), c.at());
    if (kept == null) {
      return false;
    }
    int retention = kept;
    agent.execute(a -> a.eraseDay(c.day(), retention, c.tasks(), c.at()));
    days.begun(c.agentId(), AgentEntry.entity(), c.day());
    return true;
  }

  /**
   * A key that is destroyed stays so, whether or not this commits: then it is done again. Dated
   * once it is gone.
   */
  @CommandHandler
  Boolean handle(DestroyDay c) {
    var step = days.step(c.agentId(), c.day());
    if (step == null || step != 1 || rows.isHeld(AgentEntry.entity())) {
      return false;
    }
    var fingerprint = keys.destroyDay(c.agentId(), c.day());
    days.destroyed(c.agentId(), c.day(), now.get());
    log.debug(
        "agent {}: the key {} of {} is destroyed", c.agentId(), fingerprint.orElse("-"), c.day());
    return true;
  }

  /**
   * For how many days a day was kept that is to be erased now; null for one that isn't, or was
   * already. One that a backup brought back, whose key is gone, is erased whatever is said by now,
   * also under a hold, and while a task of it lives again or an event is stored clear: nobody may
   * see what its rows hold.
   */
  private @Nullable Integer daysKept(
      Aggregate<Agent> agent, UUID agentId, LocalDate day, long sealedThrough, Instant at) {
    if (agent.invoke(a -> a.erasureId()) != null) {
      return null;
    }
    var today = LocalDate.ofInstant(at, ZoneOffset.UTC);
    var age = Math.toIntExact(ChronoUnit.DAYS.between(day, today));
    var step = days.step(agentId, day);
    if (step != null) {
      return step == 0 && age > 0 ? age - 1 : null;
    }
    var entity = AgentEntry.entity();
    var own = days.retentionDays(entity);
    var kept = own == null ? settings.days() : own;
    return kept == null
            || age <= kept
            || rows.isHeld(entity)
            || rows.isClear(agentId, sealedThrough)
            || days.lives(agentId, day)
        ? null
        : kept;
  }
}
