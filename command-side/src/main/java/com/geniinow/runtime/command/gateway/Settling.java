package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.call.EndCall;
import com.geniinow.runtime.command.call.EndCall.Ending;
import com.geniinow.runtime.command.call.Route;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.protocol.AnswerReader;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How one call ends, and what is known of it by then. It ends once. */
final class Settling {
  private static final byte[] NOTHING_MORE = {};
  private static final String NO_PROVIDER = "none";

  private final Gateway.Parts parts;
  private final Asked asked;
  private final Asked.Held held;
  private final long from = System.nanoTime();
  private Route route;
  private AnswerReader reader;
  private @Nullable CallSpan span;
  private @Nullable String provider;
  private long waited;
  private long sentAt = from;
  private boolean ended;

  Settling(Gateway.Parts parts, Asked asked, Asked.Held held) {
    this.parts = parts;
    this.asked = asked;
    this.held = held;
    this.route = held.routes().getFirst();
    this.reader = asked.protocol().answer(route.model(), asked.body().json());
  }

  /** From now on it is this model that is called. */
  void on(Route next, AnswerReader answer) {
    route = next;
    provider = next.provider();
    reader = answer;
    sentAt = System.nanoTime();
  }

  void on(CallSpan next) {
    span = next;
  }

  AnswerReader reader() {
    return reader;
  }

  String model() {
    return route.model();
  }

  boolean isEnded() {
    return ended;
  }

  /** Time that the provider took, in nanoseconds. */
  void waited(long nanos) {
    waited += nanos;
  }

  /** The first of a stream is there. */
  void heard() {
    parts
        .metrics()
        .firstToken(
            asked.protocol().operation(),
            route.provider(),
            Duration.ofNanos(System.nanoTime() - sentAt));
  }

  /**
   * An answer that was not streamed.
   *
   * @return what it costs; null where that is not known yet
   * @throws ProblemException 502 for one that can't be read
   */
  @Nullable BigDecimal whole(byte[] body) {
    JsonNode answer;
    try {
      answer = JsonMapper.shared().readTree(body);
      reader.whole(answer);
    } catch (RuntimeException e) {
      end(Ending.UNKNOWN, "provider_lost", (String) null);
      throw ProviderRefusals.failed(
          "The model's provider sent an answer that can't be read; the call counts as held.");
    }
    return reader.isFailed()
        ? end(Ending.PARTLY, ProviderRefusals.CODE, sha256(body))
        : end(Ending.ANSWERED, Relay.OK, sha256(body));
  }

  private static String sha256(byte[] body) {
    return java.util.HexFormat.of().formatHex(Digests.sha256().digest(body));
  }

  /** Ends it with what the client has got so far. */
  void end(Ending ending, String status, Client client) {
    end(ending, status, client, NOTHING_MORE);
  }

  /** Ends it before the client gets its last bytes, so that who has them sees what they cost. */
  void end(Ending ending, String status, Client client, byte[] last) {
    var sha256 = client.isBegun() || last.length > 0 ? client.sha256(last) : null;
    end(ending, status, sha256);
  }

  private @Nullable BigDecimal end(Ending ending, String status, @Nullable String sha256) {
    ended = true;
    var nothing = ending == Ending.NOTHING;
    var used = nothing ? null : reader.usage();
    var json = asked.body().json();
    var cost =
        parts
            .settlements()
            .settle(
                new EndCall(
                    asked.agentId(),
                    asked.callId(),
                    ending,
                    route.model(),
                    provider,
                    used,
                    nothing ? 0 : held.promptTokens(route.model()),
                    nothing ? 0 : asked.protocol().mostPromptTokens(route.model(), json),
                    nothing ? 0 : reader.writtenTokens(),
                    route.hiddenOutput(),
                    status,
                    Duration.ofNanos(System.nanoTime() - from).toMillis(),
                    asked.body().sha256(),
                    sha256,
                    parts.now().get()));
    if (span != null) {
      span.ended(status, used);
    }
    parts
        .metrics()
        .ended(
            asked.protocol().operation(),
            provider == null ? NO_PROVIDER : provider,
            status,
            used,
            cost,
            Duration.ofNanos(Math.max(0, System.nanoTime() - asked.began() - waited)));
    return cost;
  }
}
