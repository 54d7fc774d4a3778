package com.geniinow.runtime.platform.setting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartSentenceTest {
  @Test
  void the_sentence_about_a_start_stays_with_its_failure() {
    var refusal = new WrongSettingException("GENII_SIZE must be a whole number");
    var failure = new IllegalStateException("the bean could not be made", refusal);

    new StartSentence().report(new RefusedSettingAnalyzer().analyze(failure));

    assertThat(StartSentence.of(new RuntimeException(failure)))
        .contains("GENII_SIZE must be a whole number.");
    assertThat(StartSentence.of(new RuntimeException("something else"))).isEmpty();
  }

  @Test
  void what_is_not_as_it_must_be_at_start_is_said_without_a_stack() {
    var failure =
        new IllegalStateException(
            "bean", new StartRefusedException("The schema is at version 1", new Exception("why")));
    assertThat(new StartRefusedAnalyzer().analyze(failure).getDescription())
        .isEqualTo("The schema is at version 1.");
  }
}
