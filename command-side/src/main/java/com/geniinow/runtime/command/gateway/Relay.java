package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.call.EndCall.Ending;
import com.geniinow.runtime.command.call.Route;
import com.geniinow.runtime.command.gateway.Exchange.Item;
import com.geniinow.runtime.command.gateway.ProviderRefusals.Told;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.protocol.Kind;
import com.geniinow.runtime.platform.protocol.Protocol.Sending;
import com.geniinow.runtime.platform.protocol.Protocols;
import com.geniinow.runtime.platform.provider.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that was held for, from its sending to its end. On the request's own thread. */
final class Relay {
  static final String OK = "ok";

  private static final long LOOK = Duration.ofMillis(250).toNanos();

  private final Gateway.Parts parts;
  private final Asked asked;
  private final Asked.Held held;
  private final Client client;
  private final OpenCalls.Open open;
  private final Settling settling;
  private final boolean streamed;

  Relay(Gateway.Parts parts, Asked asked, Asked.Held held, Client client, OpenCalls.Open open) {
    this.parts = parts;
    this.asked = asked;
    this.held = held;
    this.client = client;
    this.open = open;
    this.settling = new Settling(parts, asked, held);
    this.streamed = asked.isStreamed();
  }

  /**
   * Passes it on.
   *
   * @throws ProblemException what the client is told where nothing was answered yet
   */
  void run() {
    try {
      ask();
    } catch (RuntimeException | Error e) {
      // Outside of an exchange nothing is under way that could cost anything.
      if (!settling.isEnded()) {
        settling.end(Ending.NOTHING, "failed", client);
      }
      throw e;
    }
  }

  private void ask() {
    @Nullable Told told = null;
    for (var route : held.routes()) {
      var refused = attempt(route);
      if (refused == null) {
        return;
      }
      told = told == null ? refused : told;
      if (!refused.isPassing()) {
        told = refused;
        break;
      }
    }
    refuse(told == null ? ProviderRefusals.notReached() : told);
  }

  /** Null where the call has ended; else why it may be tried elsewhere. */
  private @Nullable Told attempt(Route route) {
    var provider = parts.providers().find(route.provider()).orElse(null);
    if (provider == null) {
      return ProviderRefusals.notReached();
    }
    var pause = parts.client().pauses().pausedFor(provider);
    if (pause.isPresent()) {
      return ProviderRefusals.paused(pause.get());
    }
    open.asks(route.model());
    var protocol = asked.protocol();
    var how =
        new Sending(
            route.model(), held.cap(), route.capField(), route.streamUsage(), provider.isOwn());
    var reader = protocol.answer(route.model(), asked.body().json());
    settling.on(route, reader);
    try (var span =
            CallSpan.begin(
                parts.traces(), protocol.operation(), route.model(), provider.name(), held.cap());
        var exchange =
            Exchange.begin(
                parts
                    .client()
                    .call(
                        provider,
                        protocol,
                        protocol.request(asked.body().json(), how),
                        headers()))) {
      settling.on(span);
      open.on(exchange);
      return exchange(provider, exchange);
    }
  }

  private @Nullable Told exchange(Provider provider, Exchange exchange) {
    try {
      return switch (next(exchange)) {
        case Item.Failed failed -> {
          if (!failed.isNotSent()) {
            throw lost(failed);
          }
          yield notReached();
        }
        case Item.Head head ->
            head.isGood() ? good(provider, head, exchange) : told(provider, head, exchange);
        case Item.Body odd -> throw new IllegalStateException("a body before its head");
        case Item.Event odd -> throw new IllegalStateException("an event before its head");
        case Item.End odd -> throw new IllegalStateException("an end before its head");
      };
    } catch (ClientGoneException e) {
      settling.end(exchange.wasSent() ? Ending.PARTLY : Ending.NOTHING, "client_gone", client);
      return null;
    } catch (StoppedException e) {
      var ending = exchange.wasSent() ? Ending.PARTLY : Ending.NOTHING;
      cut(ending, String.valueOf(e.getMessage()));
      return null;
    } catch (RuntimeException e) {
      if (!settling.isEnded()) {
        settling.end(exchange.wasSent() ? Ending.UNKNOWN : Ending.NOTHING, "failed", client);
      }
      throw e;
    }
  }

  private @Nullable Told good(Provider provider, Item.Head head, Exchange exchange) {
    client.providersId(head.providersId());
    if (head.isStream()) {
      new Streaming(this, exchange, settling, client, held.cap(), provider.key()).run();
    } else {
      whole(head, exchange);
    }
    return null;
  }

  /**
   * What comes next, however long that takes.
   *
   * @throws ClientGoneException if the client does not wait for it
   * @throws StoppedException if the call must not go on
   */
  Item next(Exchange exchange) {
    while (true) {
      if (open.stopped() != null) {
        throw new StoppedException(String.valueOf(open.stopped()));
      }
      client.mustBeThere();
      var from = System.nanoTime();
      var item = exchange.poll(LOOK);
      settling.waited(System.nanoTime() - from);
      if (item instanceof Item.Failed && open.stopped() != null) {
        throw new StoppedException(String.valueOf(open.stopped()));
      }
      if (item != null) {
        return item;
      }
      if (streamed && client.waiting() >= parts.settings().keepAlive().toNanos()) {
        client.comment();
      }
    }
  }

  private void whole(Item.Head head, Exchange exchange) {
    switch (next(exchange)) {
      case Item.Body body -> {
        var cost = settling.whole(body.bytes());
        if (client.isBegun()) {
          // The keep-alive has promised a stream, which the provider did not make of it.
          client.writeLast(settling.reader().error(ProviderRefusals.CODE, "No stream was sent."));
          return;
        }
        if (cost != null) {
          client.cost(cost);
        }
        client.whole(head.status(), body.bytes());
      }
      case Item.Failed failed -> throw lost(failed);
      case Item.Head odd -> throw new IllegalStateException("two heads");
      case Item.Event odd -> throw new IllegalStateException("an event of no stream");
      case Item.End odd -> throw new IllegalStateException("an end of no stream");
    }
  }

  private @Nullable Told told(Provider provider, Item.Head head, Exchange exchange) {
    var body = next(exchange) instanceof Item.Body read ? read.bytes() : new byte[0];
    if (head.outOfCredit()) {
      parts.credit().callRefused(provider.name(), settling.model(), parts.now().get());
    }
    return ProviderRefusals.of(provider, head, body);
  }

  /** Sent, and no answer. */
  private ProblemException lost(Item.Failed failed) {
    settling.end(Ending.UNKNOWN, failed.isTimeout() ? "idle_timeout" : "provider_lost", client);
    var sentence = failed.why().getMessage() + "; the call was sent, and counts as held.";
    if (client.isBegun()) {
      client.writeLast(settling.reader().error(Reason.PROVIDER_FAILED.code(), sentence));
    }
    return ProviderRefusals.failed(sentence);
  }

  /** A count of a prompt can be made without the provider. */
  private @Nullable Told notReached() {
    if (asked.protocol() != Protocols.COUNT_TOKENS) {
      return ProviderRefusals.notReached();
    }
    settling.end(Ending.NOTHING, "provider_error", client);
    long counted = Protocols.MESSAGES.promptTokens(settling.model(), asked.body().json());
    client.whole(
        200,
        "{\"input_tokens\":%d}"
            .formatted(counted)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return null;
  }

  /** Nobody has served it. */
  private void refuse(Told told) {
    if (!client.isBegun() && told instanceof ProviderRefusals.Theirs theirs) {
      settling.end(Ending.NOTHING, "provider_error", client, theirs.body());
    } else {
      settling.end(Ending.NOTHING, "provider_error", client);
    }
    if (client.isBegun()) {
      client.writeLast(
          settling.reader().error(ProviderRefusals.code(told), ProviderRefusals.sentence(told)));
      return;
    }
    switch (told) {
      case ProviderRefusals.Ours ours -> throw ours.problem();
      case ProviderRefusals.Theirs theirs -> {
        if (theirs.retryAfter() != null) {
          client.retryAfter(theirs.retryAfter());
        }
        client.whole(theirs.status(), theirs.body());
      }
    }
  }

  /** A call that was cut short. */
  private void cut(Ending ending, String code) {
    var sentence = "The call was cut short: " + code.replace('_', ' ') + ".";
    if (client.isBegun()) {
      var last = settling.reader().error(code, sentence);
      settling.end(ending, "cut", client, last);
      client.writeLast(last);
      return;
    }
    settling.end(ending, "cut", client);
    throw new ProblemException(reason(code), sentence, Map.of(), null);
  }

  private static Reason reason(String code) {
    try {
      return Reason.valueOf(code.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Reason.UNAVAILABLE;
    }
  }

  private Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    if (asked.version() != null && asked.protocol().kind() == Kind.ANTHROPIC) {
      headers.put("anthropic-version", asked.version());
    }
    var trace = parts.traces().current();
    if (trace != null) {
      headers.put("traceparent", trace);
    }
    return headers;
  }
}
