package com.geniinow.runtime.platform.embedding;

import com.geniinow.runtime.platform.provider.OutOfCredit;
import com.geniinow.runtime.platform.time.RetryAfter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * How long the provider wants to be left alone, by its own word. Nobody in this process calls it
 * before: what is asked for meanwhile fails at once.
 */
final class ProviderRest implements Interceptor {
  /**
   * The client waits no longer between two tries, whatever it is told, and would come too early.
   */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  /** No refusal is longer; of a longer one the rest isn't looked at. */
  private static final long LONGEST_REFUSAL = 64 * 1024; // bytes

  private final InstantSource clock;
  private final AtomicReference<Instant> until = new AtomicReference<>(Instant.EPOCH);

  ProviderRest(InstantSource clock) {
    this.clock = clock;
  }

  /** For how long from now; null where it may be called. */
  @Nullable Duration left() {
    var left = Duration.between(clock.instant(), until.get());
    return left.isPositive() ? left : null;
  }

  /**
   * Around every try of the client.
   *
   * @throws EmbeddingException before the time has come
   */
  @Override
  public Response intercept(Chain chain) throws IOException {
    var left = left();
    if (left != null) {
      throw EmbeddingException.later("the embedding provider wants to be left alone", left, null);
    }
    var response = chain.proceed(chain.request());
    if (isOutOfCredit(response)) {
      return notAgain(response);
    }
    var now = clock.instant();
    var asked = RetryAfter.isPassing(response.code()) ? RetryAfter.of(response::header, now) : null;
    if (asked == null || asked.isZero()) {
      return response;
    }
    var time = now.plus(asked);
    until.accumulateAndGet(time, (known, said) -> known.isAfter(said) ? known : said);
    return asked.compareTo(LONGEST_PAUSE) > 0
        ? notAgain(response)
        // As it was understood here, or the client may come a moment before the time.
        : response.newBuilder().header("retry-after-ms", "" + (asked.toMillis() + 1)).build();
  }

  /** It is no matter of time, whatever time it names. */
  private static boolean isOutOfCredit(Response response) {
    try {
      return RetryAfter.isPassing(response.code())
          && OutOfCredit.isSaidBy(response.peekBody(LONGEST_REFUSAL).string());
    } catch (IOException e) {
      return false; // it breaks off: what was read of it stays to be read
    }
  }

  /** The client makes no further try of its own. */
  private static Response notAgain(Response response) {
    return response.newBuilder().header("X-Should-Retry", "false").build();
  }
}
