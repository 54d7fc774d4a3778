package com.geniinow.runtime.command.price;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.Clearable;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /api/prices/{model}}: prices in dollars per million tokens. What is left
 * out stays as it is in the model's last version, null is unknown from now on.
 *
 * @param validFrom from when it is in force; now when left out, and never earlier
 */
record PriceRequest(
    @Clearable @Nullable Optional<@Pattern(regexp = "[a-z0-9][a-z0-9_-]{0,49}") String> provider,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 7, fraction = 4) @DecimalMax("1000000") BigDecimal>
            inputUsdPerMtok,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 7, fraction = 4) @DecimalMax("1000000") BigDecimal>
            cachedInputUsdPerMtok,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 7, fraction = 4) @DecimalMax("1000000") BigDecimal>
            cacheWriteUsdPerMtok,
    @Schema(name = "cache_write_1h_usd_per_mtok")
        @JsonProperty("cache_write_1h_usd_per_mtok")
        @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 7, fraction = 4) @DecimalMax("1000000") BigDecimal>
            cacheWrite1hUsdPerMtok,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 7, fraction = 4) @DecimalMax("1000000") BigDecimal>
            outputUsdPerMtok,
    @Clearable @Nullable Optional<@Positive @Max(MOST_TOKENS) Long> longContextFrom,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 7, fraction = 4) @DecimalMax("1000000") BigDecimal>
            longContextInputUsdPerMtok,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 7, fraction = 4) @DecimalMax("1000000") BigDecimal>
            longContextOutputUsdPerMtok,
    @Clearable @Nullable Optional<@Positive @Max(MOST_TOKENS) Long> maxOutputTokens,
    @Clearable @Nullable Optional<@Positive @Max(MOST_TOKENS) Long> contextTokens,
    @Schema(allowableValues = {"max_completion_tokens", "max_tokens"}) @Clearable
        @Nullable Optional<@Pattern(regexp = "max_completion_tokens|max_tokens") String> capField,
    @Clearable @Nullable Optional<Boolean> hiddenOutput,
    @Clearable @Nullable Optional<Boolean> streamUsage,
    @Clearable @Nullable Optional<@Size(max = 10) List<@NotBlank @Size(max = 100) String>> fallback,
    @Nullable Instant validFrom,
    @NotBlank @Size(max = 1000) String reason) {
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  PriceChange change() {
    return new PriceChange(
        given("provider", provider),
        given("input_usd_per_mtok", inputUsdPerMtok),
        cachedInputUsdPerMtok,
        cacheWriteUsdPerMtok,
        cacheWrite1hUsdPerMtok,
        given("output_usd_per_mtok", outputUsdPerMtok),
        longContextFrom,
        longContextInputUsdPerMtok,
        longContextOutputUsdPerMtok,
        maxOutputTokens,
        contextTokens,
        capField,
        hiddenOutput,
        streamUsage,
        fallback);
  }

  /** What no price can be without. */
  private static <T> @Nullable T given(String field, @Nullable Optional<T> value) {
    if (value != null && value.isEmpty()) {
      throw ProblemException.invalidField(field, "must not be null");
    }
    return value == null ? null : value.get();
  }
}
