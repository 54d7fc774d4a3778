package com.geniinow.runtime.command.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.platform.protocol.SseReader;
import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client that has a stream of events open, and reads it on a thread of its own. */
public final class EventStream implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpResponse<InputStream> response;
  private final List<String> comments = new CopyOnWriteArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private volatile @Nullable String lastId;
  private volatile boolean ended;

  /** An event as it came. */
  public record Event(String id, String event, JsonNode data) {
    public String text(String field) {
      return data.path(field).asString();
    }
  }

  private EventStream(Api api, String path, String token, @Nullable String lastEventId)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(api.url() + path))
            .header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + token);
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    response = client.send(request.build(), BodyHandlers.ofInputStream());
    Thread.ofVirtual().start(this::read);
  }

  /** Opens one and waits for its first words. */
  public static EventStream open(Api api, String path, String token) throws Exception {
    return open(api, path, token, null);
  }

  /** Opens one that goes on behind an id. */
  public static EventStream open(Api api, String path, String token, @Nullable String lastEventId)
      throws Exception {
    var stream = new EventStream(api, path, token, lastEventId);
    assertThat(stream.response.statusCode()).isEqualTo(200);
    await().atMost(SOON).until(() -> !stream.comments.isEmpty());
    return stream;
  }

  /** The status of one that may be refused; what is open is left at once. */
  public static int status(Api api, String path, String token, @Nullable String lastEventId)
      throws Exception {
    try (var stream = new EventStream(api, path, token, lastEventId)) {
      return stream.response.statusCode();
    }
  }

  public HttpResponse<InputStream> response() {
    return response;
  }

  private void read() {
    try {
      var reader = new SseReader(response.body());
      for (var event = reader.next(); event != null; event = reader.next()) {
        take(new String(event.bytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // It was left, or broke off.
    }
    ended = true;
  }

  private void take(String block) {
    var id = field(block, "id: ");
    var data = field(block, "data: ");
    if (block.startsWith(":")) {
      comments.add(block.lines().findFirst().orElse(""));
    }
    if (id != null) {
      lastId = id;
    }
    if (data != null && id != null) {
      events.add(
          new Event(id, String.valueOf(field(block, "event: ")), Json.mapper().readTree(data)));
    }
  }

  private static @Nullable String field(String block, String name) {
    return block
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst()
        .orElse(null);
  }

  /** What came so far. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** The types of what came so far. */
  public List<String> types() {
    return events.stream().map(Event::event).toList();
  }

  public List<String> comments() {
    return List.copyOf(comments);
  }

  /** The last id that came, with an event or without. */
  public String lastId() {
    return String.valueOf(lastId);
  }

  /** Waits until so many have come. */
  public List<Event> awaitEvents(int number) {
    await().atMost(SOON).until(() -> events.size() >= number);
    return new ArrayList<>(events);
  }

  public void awaitTypes(String... types) {
    await().atMost(SOON).untilAsserted(() -> assertThat(types()).containsExactly(types));
  }

  public boolean isEnded() {
    return ended;
  }

  public void awaitEnd() {
    await().atMost(SOON).until(this::isEnded);
  }

  /** Hangs up. */
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
