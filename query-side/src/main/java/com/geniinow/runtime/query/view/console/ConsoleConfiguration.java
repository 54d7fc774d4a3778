package com.geniinow.runtime.query.view.console;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** Where the console is. */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {
  @Bean
  SimpleUrlHandlerMapping consoleMapping(ConsoleHandler handler) {
    return new SimpleUrlHandlerMapping(
        Map.of("/console", handler, "/console/**", handler), Ordered.LOWEST_PRECEDENCE - 10);
  }
}
