package com.geniinow.runtime.command.line;

import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.NoDataKeys;
import com.geniinow.runtime.platform.trace.Traces;
import com.geniinow.runtime.platform.work.ChainEnds;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts the line in front of Axon's command bus. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LineSettings.class)
class LineConfiguration {
  @Bean
  Now now(Clock clock) {
    return new Now(clock);
  }

  @Bean
  RollbackMonitor rollbackMonitor(MeterRegistry registry) {
    return new RollbackMonitor(registry);
  }

  @Bean
  CommandWatch commandWatch(MeterRegistry registry, Traces traces) {
    return new CommandWatch(registry, traces);
  }

  @Bean
  AgentLine agentLine(
      CommandGateway gateway,
      LineSettings settings,
      RollbackMonitor monitor,
      CommandWatch watch,
      ObjectProvider<DataKeys> keys) {
    return new AgentLine(
        gateway,
        new AgentPermits(settings.patience()),
        monitor,
        watch,
        keys.getIfAvailable(NoDataKeys::new));
  }

  @Bean
  ChainEnds chainEnds() {
    return AgentEntry::takeChainEnd;
  }

  @Autowired
  void enterAgentFirst(CommandBus commandBus, JdbcClient jdbc, Clock clock) {
    commandBus.registerHandlerInterceptor(new EnterAgent(jdbc, new Now(clock)));
  }
}
