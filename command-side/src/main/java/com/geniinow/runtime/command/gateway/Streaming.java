package com.geniinow.runtime.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.geniinow.runtime.command.call.EndCall.Ending;
import com.geniinow.runtime.command.gateway.Exchange.Item;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.protocol.SseEvent;
import com.geniinow.runtime.platform.provider.KeyMask;

/** Passes a stream on, event by event, until one of both sides has enough. */
final class Streaming {
  private static final byte[] NOTHING = {};

  private final Relay relay;
  private final Exchange exchange;
  private final Settling settling;
  private final Client client;
  private final long cap;
  private final String key;
  private boolean heard;

  /**
   * @param cap tokens that may be written; 0 for any
   * @param key that the provider was called with, which no error of its may repeat
   */
  Streaming(
      Relay relay, Exchange exchange, Settling settling, Client client, long cap, String key) {
    this.relay = relay;
    this.exchange = exchange;
    this.settling = settling;
    this.client = client;
    this.cap = cap;
    this.key = key;
  }

  void run() {
    client.beginStream();
    for (var open = true; open; ) {
      open =
          switch (relay.next(exchange)) {
            case Item.Event event -> passOn(event.event());
            case Item.End end -> ended(end.brokenOff());
            case Item.Failed failed -> lost(failed);
            case Item.Head odd -> throw new IllegalStateException("two heads");
            case Item.Body odd -> throw new IllegalStateException("the body of a stream");
          };
    }
  }

  /** Whether more may come. */
  private boolean passOn(SseEvent event) {
    if (!heard && !event.data().isEmpty()) {
      heard = true;
      settling.heard();
    }
    var reader = settling.reader();
    var bytes = reader.event(event) ? event.bytes() : NOTHING;
    if (reader.isFailed()) {
      return end(Ending.PARTLY, ProviderRefusals.CODE, masked(bytes));
    }
    if (reader.isEnded()) {
      exchange.leave();
      return end(Ending.ANSWERED, Relay.OK, bytes);
    }
    if (cap > 0 && reader.leastWrittenTokens() > cap) {
      exchange.close();
      return end(Ending.PARTLY, "capped", reader.capped());
    }
    if (bytes.length > 0) {
      client.write(bytes);
    }
    return true;
  }

  private byte[] masked(byte[] error) {
    return KeyMask.clean(new String(error, UTF_8), key).getBytes(UTF_8);
  }

  private boolean ended(boolean brokenOff) {
    if (!brokenOff && settling.reader().isComplete()) {
      return end(Ending.ANSWERED, Relay.OK, NOTHING);
    }
    return broken("provider_lost", "The model's provider closed the stream before its end.");
  }

  private boolean lost(Item.Failed failed) {
    return broken(
        failed.isTimeout() ? "idle_timeout" : "provider_lost",
        String.valueOf(failed.why().getMessage()));
  }

  private boolean broken(String status, String sentence) {
    var last = settling.reader().error(Reason.PROVIDER_FAILED.code(), sentence);
    return end(heard ? Ending.PARTLY : Ending.UNKNOWN, status, last);
  }

  private boolean end(Ending ending, String status, byte[] last) {
    settling.end(ending, status, client, last);
    client.writeLast(last);
    return false;
  }
}
