package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.command.task.Reporter;
import com.geniinow.runtime.queue.WantedWork;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's claim.
 *
 * @param by who will speak for what is claimed
 * @param caller whose claim it is, in whatever process it is asked again
 * @param key the same key of another caller is another; null for a claim that is asked once
 */
record ClaimWish(
    Reporter by,
    String caller,
    String workerId,
    WantedWork wanted,
    int max,
    Duration patience,
    @Nullable String key) {
  static ClaimWish of(ClaimRequest request, @Nullable UUID agentId, String subject) {
    var by = agentId == null ? Reporter.WORKER : Reporter.AGENT;
    var caller = by + " " + subject;
    return new ClaimWish(
        by,
        caller,
        request.workerId(),
        new WantedWork(agentId, request.types() == null ? Set.of() : request.types()),
        request.max(),
        Duration.ofMillis(request.waitMs()),
        request.claimKey() == null ? null : "claim:" + sha256(caller + "\n" + request.claimKey()));
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
