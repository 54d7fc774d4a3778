package com.geniinow.runtime.platform.setting;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Prints why a service does not start, without a stack. */
final class StartRefusedAnalyzer extends AbstractFailureAnalyzer<StartRefusedException>
    implements Ordered {
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected FailureAnalysis analyze(Throwable root, StartRefusedException cause) {
    var sentence = String.valueOf(cause.getMessage());
    return new FailureAnalysis(sentence.endsWith(".") ? sentence : sentence + ".", null, root);
  }
}
