package com.geniinow.runtime.worker.executor;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Takes down how one call of a model goes. */
final class CallRecord {
  private static final int LONGEST_REST = 1_024; // bytes

  private final InstantSource clock;
  private final Instant since;
  private final String provider;
  private final String request;
  private final MessageDigest response = sha256();
  private @Nullable Integer status;
  private boolean whole;

  CallRecord(String provider, byte[] request, InstantSource clock) {
    this.provider = provider;
    this.clock = clock;
    this.since = clock.instant();
    this.request = HexFormat.of().formatHex(sha256().digest(request));
  }

  void answered(int status) {
    this.status = status;
  }

  /** Stays open when its reader closes it: what is behind the answer came too. */
  InputStream listen(InputStream body) {
    return new DigestInputStream(body, response) {
      @Override
      public void close() {}
    };
  }

  /** Hears what is left behind the answer, such as a line break. */
  void isRead(InputStream heard) {
    try {
      whole = heard.readNBytes(LONGEST_REST).length < LONGEST_REST;
    } catch (IOException e) {
      whole = false;
    }
  }

  ModelCall end() {
    return new ModelCall(
        provider,
        status,
        Math.max(0, Duration.between(since, clock.instant()).toMillis()),
        request,
        whole ? HexFormat.of().formatHex(response.digest()) : null);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
