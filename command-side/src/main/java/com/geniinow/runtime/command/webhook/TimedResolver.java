package com.geniinow.runtime.command.webhook;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.geniinow.runtime.platform.webhook.WebhookTargets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up, and waits for each no longer than so: a name server that is silent is waited for
 * without an end that could be set. On threads of their own, as a look-up holds the one that it
 * runs on.
 */
final class TimedResolver implements WebhookTargets.Resolver, AutoCloseable {
  /** With the longest call it is well within a lane's lease. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int AT_ONCE = 32;

  private final WebhookTargets.Resolver names;
  private final Duration longest;
  private final ExecutorService threads;

  TimedResolver(WebhookTargets.Resolver names) {
    this(names, LONGEST);
  }

  TimedResolver(WebhookTargets.Resolver names, Duration longest) {
    this.names = names;
    this.longest = longest;
    var pool =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            10,
            SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("webhook-names-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var answer = threads.submit(() -> names.resolve(host));
    try {
      return answer.get(longest.toMillis(), MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("a name can't be looked up", e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new UnknownHostException(host);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
