package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.price.RepriceTable.Tally;
import com.geniinow.runtime.command.price.RepriceTable.Use;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.Outages;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Works orders to reprice off, one after the other. The command that corrects a use counts it and
 * moves the order's place: a process that is killed, or that runs beside another, changes nothing
 * of what is counted.
 */
@Component
class Repricer implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(Repricer.class);
  private static final int PAGE = 500;

  /** Of one run. */
  private static final int PAGES = 20;

  private final RepriceTable table;
  private final AgentLine line;
  private final Now now;

  Repricer(RepriceTable table, AgentLine line, Now now) {
    this.table = table;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "repricer";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(Due.whileAny("reprices WHERE finished_at IS NULL"));
  }

  @Override
  public void run() {
    for (int page = 0; page < PAGES; page++) {
      var order = table.next();
      if (order.isEmpty()) {
        return;
      }
      advance(order.get());
    }
  }

  private void advance(Reprice order) {
    var rows = table.after(order, table.place(order.repriceId()), PAGE);
    for (var use : rows) {
      if (use.wanted()) {
        reprice(order, use);
      }
    }
    if (!rows.isEmpty()) {
      table.passed(order.repriceId(), rows.getLast().place(), Tally.NONE);
    }
    if (rows.size() < PAGE) {
      table.finished(order.repriceId(), now.get());
    }
  }

  private void reprice(Reprice order, Use use) {
    try {
      line.send(command(order, use));
    } catch (RuntimeException e) {
      if (Outages.isOutage(e)
          || (e instanceof RefusedException refused && refused.refusal().isPassing())) {
        throw e;
      }
      // One that fails must not keep the others waiting.
      log.warn("agent {}: use {} can't be repriced", use.agentId(), use.usageId(), e);
      table.passed(order.repriceId(), use.place(), Tally.REFUSED);
    }
  }

  /** The correction's id follows from what makes it the only one. */
  private RepriceUsage command(Reprice order, Use use) {
    return new RepriceUsage(
        order.repriceId(),
        use.agentId(),
        use.at(),
        use.usageId(),
        Ids.derive(use.usageId(), "price/" + order.version()),
        order.model(),
        order.version(),
        order.dryRun(),
        order.reason(),
        order.requestedBy(),
        now.get());
  }
}
