package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.platform.trace.Traces;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks the command side over HTTP. Safe for many threads at once. */
public final class CommandSideClient implements AutoCloseable {
  /** Items in one request. */
  public static final int MOST = 100;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final String AGENT_BUSY = "\"agent_busy\":true"; // a member of the problem
  private static final int LONGEST_QUOTE = 300; // characters of a refusal's body in a message

  private final String base;
  private final String workerId;
  private final Supplier<String> tokens;
  private final Duration timeout;
  private final AttemptMessages messages;
  private final Traces traces;
  private final Supplier<UUID> ids;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * @param base the command side's address
   * @param tokens gives a good bearer token each time
   * @param timeout the longest that one request may take, beside what it says it may wait
   * @param ids what requests that belong to no trace are called
   */
  public CommandSideClient(
      URI base,
      String workerId,
      Supplier<String> tokens,
      Duration timeout,
      JsonMapper json,
      Traces traces,
      Supplier<UUID> ids) {
    this.base = base.toString().replaceAll("/+$", "");
    this.workerId = workerId;
    this.tokens = tokens;
    this.timeout = timeout;
    this.messages = new AttemptMessages(json);
    this.traces = traces;
    this.ids = ids;
  }

  /**
   * Takes tasks, which are started then.
   *
   * @param wait how long the command side waits for the first, 30 s at most
   * @param key of this claim: asked again with it, an answer that got lost is given again
   * @throws CommandSideFaultException when it fails on this very claim, or its answer can't be read
   */
  public List<Claimed> claim(Collection<String> types, int max, Duration wait, String key)
      throws CommandSideUnavailableException, InterruptedException {
    var response =
        post("claims", messages.claim(workerId, types, max, wait, key), timeout.plus(wait), null);
    if (response.statusCode() != 200) {
      throw unavailable("claim", response);
    }
    return read("claim", () -> messages.claimed(response.body()));
  }

  /** Keeps attempts for another lease, {@value #MOST} at most; what is to become of each. */
  public List<Beat> heartbeat(List<HeldId> held)
      throws CommandSideUnavailableException, InterruptedException {
    var response = post("heartbeats", messages.beats(held), timeout, null);
    if (response.statusCode() != 200) {
      throw unavailable("heartbeat", response);
    }
    return read("heartbeat", () -> messages.beaten(response.body(), held.size()));
  }

  /** A report as it is sent. */
  String written(Report report) throws ReportRefusedException {
    try {
      return messages.report(report);
    } catch (RuntimeException | StackOverflowError e) {
      // What can be read may nest too deep to be written: no report to send is one refused.
      throw new ReportRefusedException("it can't be written as JSON");
    }
  }

  /**
   * Reports how attempts ended, {@value #MOST} at most; what became of each.
   *
   * @param traceparent that one of them is part of; null for none
   * @throws ReportRefusedException when they are refused together
   */
  List<AttemptMessages.Recorded> report(List<String> written, @Nullable String traceparent)
      throws CommandSideUnavailableException, ReportRefusedException, InterruptedException {
    var response = post("results", AttemptMessages.reports(written), timeout, traceparent);
    return switch (response.statusCode()) {
      case 200 -> read("report", () -> messages.recorded(response.body(), written.size()));
      case 400, 413, 422 -> throw new ReportRefusedException(refusal("report", response));
      default -> throw unavailable("report", response);
    };
  }

  /** The trace that this thread's work is part of; null where it is not sampled. */
  @Nullable String trace() {
    return traces.current();
  }

  private static <T> T read(String what, Supplier<T> reading)
      throws CommandSideUnavailableException {
    try {
      return reading.get();
    } catch (JacksonException | IllegalArgumentException e) {
      throw new CommandSideFaultException(
          what + ": what the command side answered can't be read: " + e.getMessage());
    }
  }

  private HttpResponse<String> post(
      String route, String body, Duration time, @Nullable String traceparent)
      throws CommandSideUnavailableException, InterruptedException {
    // Of the runtime's own requests only those of a sampled task are part of a trace.
    var request =
        HttpRequest.newBuilder(URI.create(base + "/internal/" + route))
            .timeout(time)
            .header("Authorization", "Bearer " + tokens.get())
            .header("Content-Type", "application/json")
            .header(
                Traces.TRACEPARENT, traceparent == null ? Traces.unsampled(ids.get()) : traceparent)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandSideUnavailableException("the command side does not answer", e);
    }
  }

  /** 500 is about this request, a busy agent about it alone; all else is an outage for all. */
  private static CommandSideUnavailableException unavailable(
      String what, HttpResponse<String> response) {
    if (response.statusCode() == 503 && response.body().contains(AGENT_BUSY)) {
      return new AgentBusyException(refusal(what, response));
    }
    return response.statusCode() == 500
        ? new CommandSideFaultException(refusal(what, response))
        : new CommandSideUnavailableException(refusal(what, response), null);
  }

  private static String refusal(String what, HttpResponse<String> response) {
    var body = response.body();
    String quote = body.length() > LONGEST_QUOTE ? body.substring(0, LONGEST_QUOTE) : body;
    return "%s: the command side answered %d %s".formatted(what, response.statusCode(), quote);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
