package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.geniinow.runtime.testing.Property;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is asked of whatever model: a provider that keeps to its documentation reads no more.
 */
class HeldTokensProperties {
  private static final String[] MODELS = {
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-4.1",
    "gpt-4.1-mini",
    "gpt-4.1-nano",
    "gpt-5",
    "gpt-5-mini",
    "gpt-5-nano",
    "o1",
    "o3",
    "o4-mini",
    "claude-3-7-sonnet",
    "claude-opus-4-7"
  };

  /** They read no images, or nobody says how. */
  private static final String[] TEXT_MODELS = {"gpt-4", "gpt-3.5-turbo", "llama-4"};

  private final PromptTokens tokens = new PromptTokens();

  @Test
  void no_provider_that_follows_its_documentation_reports_more_than_is_held() {
    Property.holds(500, this::isHeld);
  }

  private void isHeld(Random random) {
    var prompt = RandomPrompt.of(random);
    assertThatCode(() -> ChatFields.check(prompt.payload())).doesNotThrowAnyException();
    for (var model : new String[] {Property.oneOf(random, MODELS), oneOfText(random)}) {
      long reported = DocumentedProvider.of(model).tokens(prompt.payload()) + images(model, prompt);

      long held = tokens.count(model, prompt.payload());
      assertThat(held).as(model).isGreaterThanOrEqualTo(reported);
      assertThat(tokens.most(model, prompt.payload())).as(model).isGreaterThanOrEqualTo(held);
    }
  }

  private static String oneOfText(Random random) {
    return Property.oneOf(random, TEXT_MODELS);
  }

  private static long images(String model, RandomPrompt prompt) {
    if (List.of(TEXT_MODELS).contains(model)) {
      return 0;
    }
    return prompt.images().stream()
        .mapToLong(
            image -> DocumentedImages.tokens(model, image.width(), image.height(), image.detail()))
        .sum();
  }
}
