package com.geniinow.runtime.command.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.geniinow.runtime.platform.web.QuotedText;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What a provider reported. It is never a reason to refuse the report it stands in: what can't be
 * read counts as left out, and is counted by ourselves.
 *
 * @param model whose prices count; null for tokens that cost nothing
 * @param inputTokens cached ones included; null where nobody can tell
 * @param outputTokens null where nobody can tell
 * @param cachedInputTokens those of inputTokens that the provider had kept from before
 * @param cacheWriteTokens those of inputTokens that the provider keeps from now on
 * @param reasoningTokens those of outputTokens that the answer doesn't show
 * @param serviceTier that the provider says it served; null where it says nothing
 * @param costUsd what it cost, where the reporter knows better than the price list
 * @param call the model call that it was used by; null where none is known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UsageReport(
    @JsonDeserialize(using = AnyText.class)
        @Schema(description = "Whose prices count", example = "gpt-4o")
        @Nullable String model,
    @JsonDeserialize(using = AnyCount.class)
        @Schema(
            type = "integer",
            format = "int64",
            description = "Cached ones included",
            example = "420")
        @Nullable Long inputTokens,
    @JsonDeserialize(using = AnyCount.class)
        @Schema(
            type = "integer",
            format = "int64",
            description = "All of the answer, reasoning included",
            example = "80")
        @Nullable Long outputTokens,
    @JsonDeserialize(using = AnyCount.class)
        @Schema(
            type = "integer",
            format = "int64",
            description = "Those of input_tokens that the provider had kept from before",
            example = "256")
        @Nullable Long cachedInputTokens,
    @JsonDeserialize(using = AnyCount.class)
        @Schema(
            type = "integer",
            format = "int64",
            description = "Those of input_tokens that the provider keeps from now on",
            example = "0")
        @Nullable Long cacheWriteTokens,
    @JsonDeserialize(using = AnyCount.class)
        @Schema(
            type = "integer",
            format = "int64",
            description = "Those of output_tokens that the answer doesn't show",
            example = "64")
        @Nullable Long reasoningTokens,
    @JsonDeserialize(using = AnyText.class)
        @Schema(
            description = "The tier that the provider says it served; a dearer one is an overage",
            example = "default")
        @Nullable String serviceTier,
    @JsonDeserialize(using = AnyAmount.class)
        @Schema(
            description = "Where the reporter knows better than the price list; dollars",
            example = "0.0012")
        @Nullable BigDecimal costUsd,
    @Nullable CallReport call) {
  /** Nothing was used. */
  public static final UsageReport NONE =
      new UsageReport(null, 0L, 0L, null, null, null, null, null);

  /** By no call that is known. */
  public UsageReport(
      @Nullable String model,
      @Nullable Long inputTokens,
      @Nullable Long outputTokens,
      @Nullable Long cachedInputTokens,
      @Nullable Long cacheWriteTokens,
      @Nullable Long reasoningTokens,
      @Nullable String serviceTier,
      @Nullable BigDecimal costUsd) {
    this(
        model,
        inputTokens,
        outputTokens,
        cachedInputTokens,
        cacheWriteTokens,
        reasoningTokens,
        serviceTier,
        costUsd,
        null);
  }

  UsageReport withModel(@Nullable String other) {
    return new UsageReport(
        other,
        inputTokens,
        outputTokens,
        cachedInputTokens,
        cacheWriteTokens,
        reasoningTokens,
        serviceTier,
        costUsd,
        call);
  }

  /** What it says of tokens alone: of money and of calls an agent is no witness. */
  UsageReport ofTokensAlone() {
    return new UsageReport(
        model,
        inputTokens,
        outputTokens,
        cachedInputTokens,
        cacheWriteTokens,
        reasoningTokens,
        null,
        null);
  }

  /** The largest count and amount that is taken for a number: 2^53 - 1. */
  private static final BigDecimal MOST = BigDecimal.valueOf(9_007_199_254_740_991L);

  private static final BigDecimal MOST_USD = BigDecimal.valueOf(999_999_999L);
  private static final int LONGEST_MODEL = 100; // characters

  /** Reads a whole number of 0 or more, the largest for what is beyond it, null for all else. */
  static final class AnyCount extends ValueDeserializer<Long> {
    @Override
    public @Nullable Long deserialize(JsonParser parser, DeserializationContext context)
        throws JacksonException {
      var number = positive(context.readTree(parser), MOST);
      return number == null ? null : number.setScale(0, RoundingMode.CEILING).longValueExact();
    }
  }

  /** Reads an amount of 0 or more, null for all else. */
  static final class AnyAmount extends ValueDeserializer<BigDecimal> {
    @Override
    public @Nullable BigDecimal deserialize(JsonParser parser, DeserializationContext context)
        throws JacksonException {
      return positive(context.readTree(parser), MOST_USD);
    }
  }

  /** Reads a text, cleaned and cut, null for all else. */
  static final class AnyText extends ValueDeserializer<String> {
    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context)
        throws JacksonException {
      var node = context.readTree(parser);
      return node.isString() ? QuotedText.clean(node.stringValue(), LONGEST_MODEL) : null;
    }
  }

  private static @Nullable BigDecimal positive(JsonNode node, BigDecimal most) {
    if (!node.isNumber()) {
      return null;
    }
    var number = node.decimalValue();
    return number.signum() < 0 ? null : number.min(most);
  }
}
