package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.platform.trace.Traces;
import com.geniinow.runtime.worker.executor.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** Asks the command side over HTTP. Safe for many threads at once. */
public final class CommandSideClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final String AGENT_BUSY = "\"agent_busy\":true"; // a member of the problem
  private static final int LONGEST_QUOTE = 300; // characters of a refusal's body in a message

  private final String base;
  private final String workerId;
  private final String startKey;
  private final Supplier<String> tokens;
  private final Duration timeout;
  private final AttemptMessages messages;
  private final Traces traces;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * @param base the command side's address
   * @param startKey of this process alone: by it a start whose answer got lost can be asked again
   * @param tokens gives a good bearer token each time
   * @param timeout the longest that one request may take
   */
  public CommandSideClient(
      URI base,
      String workerId,
      String startKey,
      Supplier<String> tokens,
      Duration timeout,
      JsonMapper json,
      Traces traces) {
    this.base = base.toString().replaceAll("/+$", "");
    this.workerId = workerId;
    this.startKey = startKey;
    this.tokens = tokens;
    this.timeout = timeout;
    this.messages = new AttemptMessages(json);
    this.traces = traces;
  }

  /**
   * Starts the task's next attempt, or empty when there is nothing to run.
   *
   * @throws CommandSideFaultException when the command side fails on this very task
   * @throws UnreadableAttemptException when it was started and can't be read
   */
  public Optional<StartedAttempt> start(UUID taskId)
      throws CommandSideUnavailableException, UnreadableAttemptException, InterruptedException {
    var response = post(taskId, "", messages.start(workerId, startKey));
    var status = response.statusCode();
    if (status == 409 || status == 404) {
      return Optional.empty();
    }
    if (status != 201) {
      throw unavailable("start", response);
    }
    try {
      return Optional.of(messages.started(response.body()));
    } catch (RuntimeException e) {
      throw new UnreadableAttemptException(messages.attemptIn(response.body()), e);
    }
  }

  /** Keeps an attempt for another lease, unless it is not to go on. */
  public Beat heartbeat(UUID taskId, int attempt)
      throws CommandSideUnavailableException, InterruptedException {
    var response = post(taskId, "/" + attempt + "/heartbeat", "{}");
    return switch (response.statusCode()) {
      case 200, 204 -> messages.isStop(response.body()) ? Beat.STOP : Beat.GOES_ON;
      case 409, 404 -> Beat.LOST;
      default -> throw unavailable("heartbeat", response);
    };
  }

  /** Reports how an attempt ended; false if it was no longer this worker's to report. */
  public boolean report(UUID taskId, int attempt, Outcome outcome)
      throws CommandSideUnavailableException, ReportRefusedException, InterruptedException {
    var path = "/" + attempt;
    HttpResponse<String> response =
        switch (outcome) {
          case Outcome.Completed completed ->
              post(taskId, path + "/complete", completed(completed));
          case Outcome.Failed failed -> post(taskId, path + "/fail", messages.failed(failed));
        };
    return switch (response.statusCode()) {
      case 200, 204 -> true;
      case 409, 404 -> false;
      case 400, 413, 422 -> throw new ReportRefusedException(refusal("report", response));
      default -> throw unavailable("report", response);
    };
  }

  /** What can be read may nest too deep to be written: no report to send is one refused. */
  private String completed(Outcome.Completed outcome) throws ReportRefusedException {
    try {
      return messages.completed(outcome);
    } catch (RuntimeException | StackOverflowError e) {
      throw new ReportRefusedException("it can't be written as JSON");
    }
  }

  private HttpResponse<String> post(UUID taskId, String path, String body)
      throws CommandSideUnavailableException, InterruptedException {
    // Of the runtime's own requests only those of a sampled task are part of a trace.
    var trace = traces.current();
    var request =
        HttpRequest.newBuilder(URI.create(base + path(taskId) + path))
            .timeout(timeout)
            .header("Authorization", "Bearer " + tokens.get())
            .header("Content-Type", "application/json")
            .header(Traces.TRACEPARENT, trace == null ? Traces.unsampled(taskId) : trace)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandSideUnavailableException("the command side does not answer", e);
    }
  }

  private static String path(UUID taskId) {
    return "/internal/tasks/" + taskId + "/attempts";
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
