package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stream of events that somebody has open, read as it comes. */
final class OpenedStream implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration SOON = Duration.ofMinutes(2);

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpResponse<InputStream> response;
  private final List<String> comments = new CopyOnWriteArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  record Event(String id, String name, JsonNode data) {
    String text(String field) {
      return data.path(field).asString();
    }
  }

  private OpenedStream(Caller caller, String path, @Nullable String lastEventId)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(RunningSystem.get().url() + path))
            .header("Authorization", "Bearer " + caller.token());
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    response = client.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    Thread.ofVirtual().start(this::read);
    await().atMost(SOON).until(() -> !comments.isEmpty());
  }

  static OpenedStream of(Caller caller, String path) throws Exception {
    return new OpenedStream(caller, path, null);
  }

  static OpenedStream after(Caller caller, String path, String lastEventId) throws Exception {
    return new OpenedStream(caller, path, lastEventId);
  }

  private void read() {
    var id = "";
    var name = "";
    try (var lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(":")) {
          comments.add(line);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          events.add(new Event(id, name, JSON.readTree(line.substring(6))));
        }
      }
    } catch (IOException e) {
      // It was left, or broke off.
    }
    ended = true;
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  List<String> comments() {
    return List.copyOf(comments);
  }

  /** Waits for exactly these, in this order. */
  void awaitNames(String... names) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(events).extracting(Event::name).containsExactly(names));
  }

  void awaitEnd() {
    await().atMost(SOON).until(() -> ended);
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
