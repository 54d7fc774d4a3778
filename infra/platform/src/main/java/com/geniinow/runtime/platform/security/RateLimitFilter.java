package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.ProblemWriter;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 429 {@code rate_limited} to a caller that asks more often than {@link RateLimitSettings}
 * say. It runs once the token is known to be good and before anything is looked up.
 */
final class RateLimitFilter extends OncePerRequestFilter {
  /** Callers counted at once; beyond them those idle longest start anew. */
  private static final int MAX_CALLERS = 100_000;

  private final LoadingCache<String, Bucket> buckets;

  RateLimitFilter(RateLimitSettings limits, TimeMeter time) {
    // A bucket idle for so long is full, and a new one is too.
    var full = Duration.ofSeconds(1 + limits.burst() / Math.max(1, limits.perSecond()));
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_CALLERS)
            .ticker(time::currentTimeNanos)
            .expireAfterAccess(full)
            .build(caller -> bucket(limits, time));
  }

  private static Bucket bucket(RateLimitSettings limits, TimeMeter time) {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity(limits.burst())
                    .refillGreedy(limits.perSecond(), Duration.ofSeconds(1)))
        .withCustomTimePrecision(time)
        .build();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication != null
        && authentication.getPrincipal() instanceof Caller caller
        && caller.role() != Role.WORKER) {
      var probe =
          buckets
              .get(caller.role().claim() + ":" + caller.subject())
              .tryConsumeAndReturnRemaining(1);
      if (!probe.isConsumed()) {
        // Rounded up: who comes back then finds room.
        var wait = Duration.ofSeconds(1).plusNanos(probe.getNanosToWaitForRefill());
        var problem =
            ProblemException.rateLimited("Too many requests of this caller; try later.", wait)
                .problem();
        ProblemWriter.write(request, response, problem);
        return;
      }
    }
    chain.doFilter(request, response);
  }
}
