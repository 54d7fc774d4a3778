package com.geniinow.runtime.platform.setting;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Says whose port is taken: the service's own or the one for health and metrics. */
final class PortTakenAnalyzer extends AbstractFailureAnalyzer<PortInUseException>
    implements Ordered {
  private final Environment environment;

  PortTakenAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected FailureAnalysis analyze(Throwable root, PortInUseException cause) {
    var port = Integer.toString(cause.getPort());
    var variable =
        port.equals(environment.getProperty("management.server.port"))
            ? "MANAGEMENT_SERVER_PORT"
            : "GENII_PORT";
    return new FailureAnalysis(
        "Port %s is taken; stop what listens there, or set %s to another port."
            .formatted(port, variable),
        null,
        root);
  }
}
