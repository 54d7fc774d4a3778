package com.geniinow.runtime.platform.setting;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Prints what a part of the service itself says of its setting, without a stack. */
final class RefusedSettingAnalyzer extends AbstractFailureAnalyzer<WrongSettingException>
    implements Ordered {
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected FailureAnalysis analyze(Throwable root, WrongSettingException cause) {
    return WrongSettingAnalyzer.said(String.valueOf(cause.getMessage()), root);
  }
}
