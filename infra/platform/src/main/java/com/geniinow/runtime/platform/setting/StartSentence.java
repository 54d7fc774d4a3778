package com.geniinow.runtime.platform.setting;

import java.util.Optional;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Keeps the sentence about a failed start with the failure, for whoever started the service in its
 * own process and has another place to show it.
 */
public final class StartSentence implements FailureAnalysisReporter {
  @Override
  public void report(FailureAnalysis analysis) {
    analysis.getCause().addSuppressed(new Said(analysis.getDescription()));
  }

  /** The sentence about this failure, where the service had one. */
  public static Optional<String> of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      for (Throwable beside : cause.getSuppressed()) {
        if (beside instanceof Said said) {
          return Optional.of(said.sentence);
        }
      }
    }
    return Optional.empty();
  }

  private static final class Said extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    Said(String sentence) {
      super(sentence, null, false, false);
      this.sentence = sentence;
    }
  }
}
