package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.brake.BrakeScope;
import java.time.Instant;
import java.util.Locale;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Sets and releases brakes. */
@Component
class BrakeHandler {
  private final Repository<Brakes> brakes;
  private final BrakeLoader loader;
  private final BrakeTable table;
  private final RunningReads running;
  private final Prices prices;
  private final Now now;

  BrakeHandler(
      Repository<Brakes> brakes,
      BrakeLoader loader,
      BrakeTable table,
      RunningReads running,
      Prices prices,
      Now now) {
    this.brakes = brakes;
    this.loader = loader;
    this.table = table;
    this.running = running;
    this.prices = prices;
    this.now = now;
  }

  /** Dated, and what runs is read, once nobody is left who may begin work that it stops. */
  @CommandHandler
  SetBrake.Done handle(SetBrake c) throws Exception {
    var opened = loader.find();
    var before = opened == null ? null : opened.invoke(b -> b.find(c.scope(), c.id()));
    if (before != null) {
      return before;
    }
    if (c.scope() == BrakeScope.MODEL && (c.id() == null || !hasPrice(c.id(), c.at()))) {
      throw new Refusal.NotFound("model with a price", String.valueOf(c.id())).exception();
    }
    table.holdAlone();
    var since = now.get();
    var brake = new Brake(c.brakeId(), c.scope(), c.id(), since, c.reason());
    var ran = running.stoppedBy(brake);
    if (opened == null) {
      brakes.newInstance(() -> new Brakes(c, ran, c.ofEntity(), since));
    } else {
      opened.execute(b -> b.set(c, ran, c.ofEntity(), since));
    }
    return new SetBrake.Done(c.brakeId(), c.scope(), c.id(), since, ran);
  }

  /** As a brake looks at names: whatever their case. */
  private boolean hasPrice(String model, Instant at) {
    return prices.ofCall(model, at).isPresent()
        || prices.ofCall(model.toLowerCase(Locale.ROOT), at).isPresent();
  }

  @CommandHandler
  boolean handle(ReleaseBrake c) {
    var opened = loader.find();
    if (opened != null && opened.invoke(b -> b.release(c.brakeId(), c.reason(), c.by(), c.at()))) {
      return true;
    }
    if (!table.knows(c.brakeId())) {
      throw new Refusal.NotFound("brake", c.brakeId()).exception();
    }
    return false;
  }
}
