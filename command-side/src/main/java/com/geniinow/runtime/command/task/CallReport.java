package com.geniinow.runtime.command.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.geniinow.runtime.command.task.UsageReport.AnyCount;
import com.geniinow.runtime.command.task.UsageReport.AnyText;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.ModelCall;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * The model call that an attempt was, as its worker saw it. It is never a reason to refuse the
 * report it stands in: what can't be read counts as left out.
 *
 * @param provider that was called
 * @param status {@code ok}, or how it ended otherwise
 * @param latencyMs from the request to the end of the answer
 * @param requestSha256 of the bytes that were sent, in hexadecimal
 * @param responseSha256 of the bytes that came
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CallReport(
    @JsonDeserialize(using = AnyText.class)
        @Schema(description = "By its name in the settings", example = "openai")
        @Nullable String provider,
    @JsonDeserialize(using = AnyText.class)
        @Schema(description = "How the call ended", example = "ok")
        @Nullable String status,
    @JsonDeserialize(using = AnyCount.class)
        @Schema(
            type = "integer",
            format = "int64",
            description = "From the request to the end of the answer",
            example = "1234")
        @Nullable Long latencyMs,
    @JsonDeserialize(using = AnyText.class)
        @Schema(
            description = "Of the bytes that were sent, in hexadecimal",
            example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        @Nullable String requestSha256,
    @JsonDeserialize(using = AnyText.class)
        @Schema(
            description = "Of the bytes that came, in hexadecimal",
            example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        @Nullable String responseSha256) {
  /** Of an attempt that nobody reported on. */
  static final CallReport LOST = new CallReport(null, "lost", null, null, null);

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern WORD = Pattern.compile("[a-z_]{1,40}");

  /** The call of an attempt; it had no hold but its attempt's. */
  ModelCall of(UUID taskId, int attempt) {
    return new ModelCall(
        Ids.derive(taskId, "call/" + attempt),
        false,
        "chat",
        provider,
        status != null && WORD.matcher(status).matches() ? status : "ok",
        latencyMs == null ? 0 : latencyMs,
        hash(requestSha256),
        hash(responseSha256),
        0,
        Usd.ZERO);
  }

  private static @Nullable String hash(@Nullable String said) {
    return said != null && HASH.matcher(said).matches() ? said : null;
  }
}
