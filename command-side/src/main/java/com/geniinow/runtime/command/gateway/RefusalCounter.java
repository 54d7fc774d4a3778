package com.geniinow.runtime.command.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts refusals by their reason, whoever refused: {@code genii.gateway.refusals}. */
final class RefusalCounter extends OncePerRequestFilter {
  private final MeterRegistry registry;

  RefusalCounter(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, response);
    var reason = response.getHeader("X-Genii-Reason");
    if (reason != null) {
      Counter.builder("genii.gateway.refusals")
          .description("Calls of models that were refused")
          .tag("reason", reason)
          .register(registry)
          .increment();
    }
  }
}
