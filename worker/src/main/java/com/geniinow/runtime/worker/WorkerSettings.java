package com.geniinow.runtime.worker;

import com.geniinow.runtime.platform.setting.Bounds;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bound from {@code genii.worker.*}.
 *
 * @param commandUrl the command side's address
 * @param jwtSecret signs this worker's tokens; may be empty where {@code token} is set
 * @param token a token made elsewhere, used instead of the secret
 * @param id this worker's name; empty for host and process id
 * @param concurrency tasks at once, 1 to 1000
 * @param grace how long tasks may go on after the worker was told to stop, up to 4 minutes; its
 *     last claim is waited for within that time, too
 * @param simulate whether {@code simulate} tasks are run
 * @param requestTimeout the longest that one request to the command side may take, up to 5 minutes;
 *     longer than a command waits for its agent's turn there (10 s), or one busy agent looks like
 *     an outage
 * @param idleWait how long the command side waits for work before it answers a claim, up to 30 s.
 *     An idle worker does nothing else, so longer is cheaper; but its end waits for the answer, and
 *     may have ten seconds in all
 */
@ConfigurationProperties("genii.worker")
public record WorkerSettings(
    @DefaultValue("http://localhost:8080") URI commandUrl,
    @DefaultValue("") String jwtSecret,
    @DefaultValue("") String token,
    @DefaultValue("") String id,
    @DefaultValue("16") int concurrency,
    @DefaultValue("20s") Duration grace,
    @DefaultValue("false") boolean simulate,
    @DefaultValue("15s") Duration requestTimeout,
    @DefaultValue("5s") Duration idleWait) {
  private static final int MOST_TASKS = 1000;
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_GRACE = Duration.ofMinutes(4);

  public WorkerSettings {
    var scheme = commandUrl.getScheme();
    if (scheme == null || !scheme.startsWith("http") || commandUrl.getHost() == null) {
      throw new IllegalArgumentException(
          "GENII_COMMAND_URL must be an http(s) address, not '%s'".formatted(commandUrl));
    }
    if (jwtSecret.isBlank() && token.isBlank()) {
      throw new IllegalArgumentException(
          "set GENII_JWT_SECRET or GENII_WORKER_TOKEN: the command side asks for a worker's token");
    }
    if (concurrency < 1 || concurrency > MOST_TASKS) {
      throw new IllegalArgumentException(
          "GENII_WORKERS must be between 1 and %d, not %d".formatted(MOST_TASKS, concurrency));
    }
    Bounds.duration("GENII_WORKER_GRACE", grace, Duration.ZERO, LONGEST_GRACE);
    Bounds.duration(
        "genii.worker.request-timeout", requestTimeout, Duration.ofMillis(1), LONGEST_TIMEOUT);
    Bounds.duration("genii.worker.idle-wait", idleWait, Duration.ofMillis(1), LONGEST_WAIT);
    id = id.isBlank() ? hostAndPid() : id;
  }

  private static String hostAndPid() {
    return host() + "-" + ProcessHandle.current().pid();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "worker"; // a host that can't resolve its own name still runs tasks
    }
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "WorkerSettings[id=%s, commandUrl=%s, concurrency=%d]"
        .formatted(id, commandUrl, concurrency);
  }
}
