package com.geniinow.runtime.platform.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a wrong token setting as one sentence instead of a stack trace. */
final class JwtSettingsFailureAnalyzer extends AbstractFailureAnalyzer<JwtSettingsException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, JwtSettingsException cause) {
    return new FailureAnalysis(
        cause.getMessage(), "Set it in the environment of this process.", root);
  }
}
