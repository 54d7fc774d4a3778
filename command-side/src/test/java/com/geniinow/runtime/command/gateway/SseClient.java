package com.geniinow.runtime.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.geniinow.runtime.platform.protocol.SseEvent;
import com.geniinow.runtime.platform.protocol.SseReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a stream as it comes, and may hang up at any moment. */
final class SseClient implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpResponse<InputStream> response;
  private final SseReader events;

  SseClient(GatewayAgent agent, String path, String body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(agent.api().url() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + agent.key())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    response = client.send(request.build(), BodyHandlers.ofInputStream());
    events = new SseReader(response.body());
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  String callId() {
    return response.headers().firstValue("X-Genii-Call-Id").orElseThrow();
  }

  /** Null at the end. */
  @Nullable SseEvent next() throws IOException {
    return events.next();
  }

  /** The next that is no comment. */
  @Nullable SseEvent nextData() throws IOException {
    var event = next();
    while (event != null && event.data().isEmpty()) {
      event = next();
    }
    return event;
  }

  /** All that still comes, comments too, as text. */
  List<String> rest() throws IOException {
    var all = new ArrayList<String>();
    for (var event = next(); event != null; event = next()) {
      all.add(new String(event.bytes(), UTF_8));
    }
    return all;
  }

  /** Hangs up. */
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  /** Sends a request and hangs up once the provider has it, before anything is answered. */
  static Socket ask(GatewayAgent agent, String path, String body) throws IOException {
    var uri = URI.create(agent.api().url());
    var socket = new Socket(uri.getHost(), uri.getPort());
    var head =
        "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
            .formatted(path, agent.key());
    var bytes = body.getBytes(UTF_8);
    socket
        .getOutputStream()
        .write((head + "Content-Length: " + bytes.length + "\r\n\r\n" + body).getBytes(UTF_8));
    return socket;
  }
}
