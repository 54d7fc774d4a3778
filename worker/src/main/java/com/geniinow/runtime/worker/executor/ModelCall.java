package com.geniinow.runtime.worker.executor;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a call of a model beside what it used.
 *
 * @param provider by its name in the settings
 * @param status of HTTP; null where no answer came
 * @param latencyMs until the last byte, or until it failed
 * @param requestSha256 of the bytes that were sent, in hexadecimal digits
 * @param responseSha256 of the bytes that came; null where not all of them did
 */
public record ModelCall(
    String provider,
    @Nullable Integer status,
    long latencyMs,
    String requestSha256,
    @Nullable String responseSha256) {
  /** How it ended, in the words of the gateway's calls. */
  public String ending() {
    if (status == null) {
      return "provider_lost";
    }
    return status >= 200 && status < 300 ? "ok" : "provider_error";
  }
}
