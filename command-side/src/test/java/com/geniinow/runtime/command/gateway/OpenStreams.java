package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.testing.StubAnswers.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.command.testing.StubWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Streams of model calls that go on for minutes unless somebody cuts them. */
public final class OpenStreams {
  private static final int WORDS = 2_000;
  private static final long PAUSE_MILLIS = 100;

  private final List<SseClient> clients = new ArrayList<>();

  private OpenStreams() {}

  /** Opens so many, each with its first word read, spread over processes and their agents. */
  public static OpenStreams open(int count, List<Api> apis, List<UUID> agents) throws Exception {
    var callers = new ArrayList<GatewayAgent>();
    for (var n = 0; n < Math.min(count, agents.size()); n++) {
      callers.add(GatewayAgent.of(apis.get(n % apis.size()), agents.get(n)));
    }
    return open(count, callers);
  }

  static OpenStreams open(int count, List<GatewayAgent> callers) throws Exception {
    var streams = new OpenStreams();
    for (var n = 0; n < count; n++) {
      var caller = callers.get(n % callers.size());
      var model = caller.model();
      StubProvider.SHARED.on(model, (request, wire) -> talks(model, wire));
      var client = new SseClient(caller, "/v1/chat/completions", chat(model, ",\"stream\":true"));
      assertThat(client.nextData()).as("the first word").isNotNull();
      streams.clients.add(client);
    }
    return streams;
  }

  /** Reads each to its end, which must say that a brake cut it. */
  public void assertCutByBrake() throws IOException {
    for (var client : clients) {
      assertThat(client.rest().getLast()).contains("\"code\":\"braked\"");
      client.close();
    }
  }

  private static void talks(String model, StubWire wire) throws IOException {
    wire.stream();
    for (var n = 0; n < WORDS; n++) {
      wire.data(chunk(model, " word"));
      GatewayStreamTest.pause(PAUSE_MILLIS);
    }
  }
}
