package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.security.Credentials.HeldKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Bounds what made-up keys cost: each is a question to PostgreSQL. Every address has a bucket that
 * only keys which open nothing empty. A key that opened something here lately is let past it, since
 * behind a proxy everybody has the same address.
 */
final class UnknownKeys {
  /** Asked at once after a time of silence: what comes back in so many seconds. */
  private static final int BURST_SECONDS = 10;

  private static final int MAX_ADDRESSES = 100_000;
  private static final int MAX_KEYS = 100_000;
  private static final Duration LATELY = Duration.ofHours(1);

  /** One customer has as many addresses of IPv6 as these 8 bytes leave. */
  private static final int NETWORK_BYTES = 8;

  private static final Pattern SIX = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*");

  private final LoadingCache<String, Bucket> buckets;
  private final Cache<String, Boolean> good;

  UnknownKeys(int perSecond, TimeMeter time) {
    buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_ADDRESSES)
            .ticker(time::currentTimeNanos)
            .expireAfterAccess(Duration.ofSeconds(BURST_SECONDS + 1))
            .build(address -> bucket(perSecond, time));
    good =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .ticker(time::currentTimeNanos)
            .expireAfterAccess(LATELY)
            .build();
  }

  private static Bucket bucket(int perSecond, TimeMeter time) {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity((long) perSecond * BURST_SECONDS)
                    .refillGreedy(perSecond, Duration.ofSeconds(1)))
        .withCustomTimePrecision(time)
        .build();
  }

  /**
   * Asks for a key.
   *
   * @throws TooManyUnknownKeysException when too many of this address opened nothing
   */
  Optional<HeldKey> ask(String address, String hash, Supplier<Optional<HeldKey>> question) {
    if (good.getIfPresent(hash) != null) {
      var found = question.get();
      if (found.isEmpty()) {
        good.invalidate(hash);
      }
      return found;
    }
    // Taken before the question: those that come at once are to be counted, too.
    var bucket = buckets.get(network(address));
    var probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw new TooManyUnknownKeysException(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
    var isUnknown = false;
    try {
      var found = question.get();
      isUnknown = found.isEmpty();
      if (!isUnknown) {
        good.put(hash, true);
      }
      return found;
    } finally {
      if (!isUnknown) {
        bucket.addTokens(1);
      }
    }
  }

  /** No name is looked up: with a colon only an address of IPv6 is taken. */
  private static String network(String address) {
    if (!SIX.matcher(address).matches()) {
      return address;
    }
    try {
      var bytes = InetAddress.getByName(address).getAddress();
      return HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
