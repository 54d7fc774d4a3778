package com.geniinow.runtime.command.worker;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is claimed.
 *
 * @param types of tasks; null for all
 * @param waitMs how long to wait for the first, 0 for not at all
 * @param claimKey names the claim, so that it can be asked again; null for one that isn't
 */
record ClaimRequest(
    @NotBlank @Size(max = 200) String workerId,
    @Nullable @Size(min = 1, max = 100) Set<@NotNull @Pattern(regexp = "[a-z][a-z0-9_.-]{0,99}") String> types,
    @NotNull @Min(1) @Max(MOST) Integer max,
    @NotNull @Min(0) @Max(LONGEST_WAIT) @Schema(description = "How long to wait for work")
        Integer waitMs,
    @Nullable @Size(min = 1, max = 200) String claimKey) {
  /** Items in one claim, and in one batch of reports or heartbeats. */
  static final int MOST = 100;

  static final int LONGEST_WAIT = 30_000; // ms
}
