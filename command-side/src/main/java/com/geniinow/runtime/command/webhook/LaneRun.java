package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.alert.WebhookAlerts;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.EventPages;
import com.geniinow.runtime.command.store.EventPages.Wanted;
import com.geniinow.runtime.command.stream.PushedEvent;
import com.geniinow.runtime.command.webhook.DeliveryTable.Status;
import com.geniinow.runtime.platform.web.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells one lane's events one after the other, the next one when the one before was taken, until
 * there are no more, one is not taken, or others should have a turn.
 */
final class LaneRun {
  /** Events of one turn, so that a webhook with many agents serves them all. */
  static final int TURN = 50;

  private static final int PAGE = 20;
  private static final JsonMapper JSON = Json.mapper();

  private final EventPages pages;
  private final JdbcClient system;
  private final TransactionOperations transactions;
  private final WebhookLaneTable lanes;
  private final DeliveryTable deliveries;
  private final WebhookSecretTable secrets;
  private final Receiver receiver;
  private final WebhookAlerts alerts;
  private final DeliveryTimer timer;
  private final DeliverySettings settings;
  private final Now now;

  LaneRun(
      EventPages pages,
      JdbcClient system,
      TransactionOperations transactions,
      WebhookLaneTable lanes,
      DeliveryTable deliveries,
      WebhookSecretTable secrets,
      Receiver receiver,
      WebhookAlerts alerts,
      DeliveryTimer timer,
      DeliverySettings settings,
      Now now) {
    this.pages = pages;
    this.system = system;
    this.transactions = transactions;
    this.lanes = lanes;
    this.deliveries = deliveries;
    this.secrets = secrets;
    this.receiver = receiver;
    this.alerts = alerts;
    this.timer = timer;
    this.settings = settings;
    this.now = now;
  }

  /**
   * One turn of a lane, which is given back at its end.
   *
   * @param ending whether this process ends, so that no other event is begun
   */
  void run(Lane taken, BooleanSupplier ending) {
    if (taken.url() == null) {
      // Deleted; its lanes go when the processor comes to that.
      lanes.failed(taken, now.get(), now.get().plus(settings.longest()));
      return;
    }
    @Nullable Lane lane = taken;
    int read = 0;
    while (lane != null
        && lane.position() < lane.wanted()
        && read < TURN
        && !ending.getAsBoolean()) {
      var page = read(lane);
      read += page.events().size();
      lane = tell(lane, page, ending);
    }
    if (lane != null) {
      end(lane);
    }
  }

  private EventPages.Page read(Lane lane) {
    var wanted = new Wanted(PushedEvent.stored(), lane.agentId(), null);
    return pages.read(system, wanted, lane.position(), lane.wanted(), PAGE);
  }

  /** Where the lane is then; null where it is not this process's any more. */
  private @Nullable Lane tell(Lane lane, EventPages.Page page, BooleanSupplier ending) {
    var here = lane;
    for (var fed : page.events()) {
      var event = PushedEvent.of(fed);
      if (event == null) {
        continue;
      }
      if (ending.getAsBoolean()) {
        return here;
      }
      var wanted = isFor(here, event);
      if (wanted || isWantedNoMore(here, event)) {
        var next = wanted ? tell(here, event) : lanes.told(here, event.position()).orElse(null);
        if (next == null || next.position() != event.position()) {
          return next; // given back, or to be told again from further back
        }
        here = next;
      }
    }
    return lanes.told(here, page.upTo()).orElse(null);
  }

  /** Whether it was tried in vain while it was wanted: the next one has its own tries. */
  private boolean isWantedNoMore(Lane lane, PushedEvent event) {
    return lane.tries() > 0 && deliveries.drop(lane, event);
  }

  private void end(Lane lane) {
    if (lane.isCallback() && lane.position() >= lane.wanted()) {
      lanes.end(lane);
    } else {
      lanes.giveBack(lane, now.get());
    }
  }

  private static boolean isFor(Lane lane, PushedEvent event) {
    return lane.isCallback()
        ? event.position() == lane.wanted()
        : lane.types().contains(event.type().wire());
  }

  /** Null where the lane is not this process's any more. */
  private @Nullable Lane tell(Lane lane, PushedEvent event) {
    var at = now.get();
    var answer = call(lane, event, at);
    var then = now.get();
    var took = Duration.between(at, then);
    if (answer.isGood()) {
      timer.called(Status.DELIVERED, took);
      return taken(lane, event, answer, then);
    }
    var since = lane.failingSince() == null ? at : lane.failingSince();
    if (!then.isBefore(since.plus(settings.giveUp()))) {
      timer.called(Status.PARKED, took);
      return parked(lane, event, answer, then);
    }
    timer.called(Status.RETRYING, took);
    var next = then.plus(pause(lane, answer));
    transactions.executeWithoutResult(
        transaction -> {
          if (lanes.failed(lane, at, next)) {
            deliveries.note(lane, event, Status.RETRYING, answer, then, next);
          }
        });
    return null;
  }

  private Receiver.Answer call(Lane lane, PushedEvent event, Instant at) {
    return receiver.call(
        String.valueOf(lane.url()),
        new Receiver.Message(
            event.eventId().toString(),
            JSON.writeValueAsString(event.data()),
            secrets.good(lane.webhookId(), at),
            at));
  }

  private Duration pause(Lane lane, Receiver.Answer answer) {
    var own = settings.pause(lane.tries() + 1);
    var asked = answer.comeBack();
    return asked != null && asked.compareTo(own) > 0 ? asked : own;
  }

  private @Nullable Lane taken(Lane lane, PushedEvent event, Receiver.Answer answer, Instant then) {
    var next =
        told(lane, event, () -> deliveries.note(lane, event, Status.DELIVERED, answer, then, null));
    if (lane.tries() > 0) {
      lanes.receiverIsBack(lane.webhookId(), then);
    }
    return next;
  }

  /** Given up; people are told, and it can be replayed. */
  private @Nullable Lane parked(
      Lane lane, PushedEvent event, Receiver.Answer answer, Instant then) {
    return told(
        lane,
        event,
        () -> {
          deliveries.note(lane, event, Status.PARKED, answer, then, null);
          alerts.parked(
              lane.webhookId(), event.agentId(), event.eventId(), event.type().wire(), then);
        });
  }

  /**
   * Moves a lane past an event, and notes that in the same transaction; nothing once it is lost.
   */
  private @Nullable Lane told(Lane lane, PushedEvent event, Runnable note) {
    return Objects.requireNonNull(
            transactions.execute(
                transaction -> {
                  var next = lanes.told(lane, event.position());
                  next.ifPresent(further -> note.run());
                  return next;
                }))
        .orElse(null);
  }
}
