package com.geniinow.runtime.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.embedding.EmbeddingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEmbedderTest {
  private static final LocalEmbedder EMBEDDER = new LocalEmbedder();

  @Test
  void texts_of_one_meaning_are_nearer_than_others() {
    var vectors =
        EMBEDDER
            .embed(
                List.of(
                    "FBX lead follow-up",
                    "follow up on the FBX lead",
                    "The recipe asks for two eggs and a pinch of salt"))
            .vectors();

    assertThat(cosine(vectors.get(0), vectors.get(1))).isGreaterThan(0.75);
    assertThat(cosine(vectors.get(0), vectors.get(2))).isLessThan(0.3);
  }

  @Test
  void vectors_are_of_length_one_and_filled_up_with_zeros() {
    var vector = EMBEDDER.embed(List.of("anything")).single();

    assertThat(cosine(vector, vector)).isBetween(0.999, 1.001);
    for (var i = 384; i < vector.length; i++) {
      assertThat(vector[i]).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Grüße aus Köln", "日本語のテキスト", "🙂🙂🙂", "x\ty\nz"})
  void no_text_costs_more_than_was_counted_before(String text) {
    for (var longer : List.of(text, text.repeat(600))) {
      assertThat(EMBEDDER.embed(List.of(longer)).tokens())
          .isLessThanOrEqualTo(EMBEDDER.countTokens(longer));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u200B",
        "\u202E",
        "\u0001",
        "\u00AD",
        "\uFEFF",
        "\u2060",
        "\uFE0F",
        "\uFFFD",
        "\uE000",
        "\u00A0",
        "\u200B\u200B \u00AD"
      })
  void a_text_of_which_the_model_knows_nothing_is_refused(String text) {
    for (var texts : List.of(List.of(text), List.of("a word", text))) {
      assertThatThrownBy(() -> EMBEDDER.embed(texts))
          .isInstanceOfSatisfying(
              EmbeddingException.class,
              e -> {
                assertThat(e.refusal()).isNotNull();
                assertThat(e.perhapsCharged()).isFalse();
              });
    }
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (var i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
