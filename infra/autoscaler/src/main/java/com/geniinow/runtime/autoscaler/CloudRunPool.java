package com.geniinow.runtime.autoscaler;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A worker pool of Cloud Run with manual scaling, set through its REST interface. Changing the
 * number makes no new revision. Cloud Run chooses which instance ends, and gives it ten seconds.
 */
public final class CloudRunPool implements WorkerPool {
  /** Where Google serves it. */
  public static final URI GOOGLE = URI.create("https://run.googleapis.com/");

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI pool;
  private final Supplier<String> tokens;

  /**
   * @param api {@link #GOOGLE}, or what stands in for it
   * @param name {@code projects/P/locations/L/workerPools/W}
   * @param tokens gives an access token that is valid now
   * @throws IllegalArgumentException when the name isn't one of a worker pool
   */
  public CloudRunPool(URI api, String name, Supplier<String> tokens) {
    if (!name.matches("projects/[^/?#]+/locations/[^/?#]+/workerPools/[^/?#]+")) {
      throw new IllegalArgumentException(
          "a worker pool is named projects/…/locations/…/workerPools/…, not '%s'".formatted(name));
    }
    this.pool = api.resolve("v2/" + name);
    this.tokens = tokens;
  }

  @Override
  public int size() {
    return number(describe());
  }

  @Override
  public void resize(int workers) {
    var known = describe();
    // The etag refuses the change if somebody else made one in between.
    var body =
        Map.of(
            "etag",
            known.path("etag").asString(""),
            "scaling",
            Map.of("manualInstanceCount", workers));
    send(
        request(pool + "?updateMask=scaling.manualInstanceCount")
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  /** Cloud Run knows nothing of the tasks of an instance that it ends. */
  @Override
  public boolean gentle() {
    return false;
  }

  private JsonNode describe() {
    return send(request(pool.toString()).GET());
  }

  private static int number(JsonNode description) {
    var count = description.path("scaling").path("manualInstanceCount");
    if (!count.isInt()) {
      throw new PoolException("the worker pool isn't scaled by hand: it has no instance count");
    }
    return count.asInt();
  }

  private HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + tokens.get());
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      var body = JSON.readTree(answer.body());
      if (answer.statusCode() != 200) {
        throw new PoolException(
            "Cloud Run answers %d %s"
                .formatted(answer.statusCode(), body.path("error").path("status").asString("")));
      }
      return body;
    } catch (IOException | JacksonException e) {
      throw new PoolException("Cloud Run can't be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PoolException("interrupted while asking Cloud Run", e);
    }
  }
}
