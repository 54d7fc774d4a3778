package com.geniinow.runtime.worker;

import com.geniinow.runtime.platform.trace.Traces;
import com.geniinow.runtime.worker.client.CommandSideClient;
import com.geniinow.runtime.worker.client.Reporting;
import com.geniinow.runtime.worker.client.WorkerTokens;
import com.geniinow.runtime.worker.executor.OpenAiChatExecutor;
import com.geniinow.runtime.worker.executor.OpenAiSettings;
import com.geniinow.runtime.worker.executor.SimulateExecutor;
import com.geniinow.runtime.worker.executor.TaskExecutor;
import com.geniinow.runtime.worker.executor.TaskExecutors;
import com.geniinow.runtime.worker.executor.WebhookExecutor;
import com.geniinow.runtime.worker.executor.WebhookSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Puts the worker together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WorkerSettings.class, OpenAiSettings.class, WebhookSettings.class})
class WorkerConfiguration {
  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  JsonMapper json() {
    return WorkerJson.mapper();
  }

  @Bean
  CommandSideClient commandSide(
      WorkerSettings worker,
      InstantSource clock,
      JsonMapper json,
      Traces traces,
      @Value("${genii.worker.jwt-issuer:}") String issuer,
      @Value("${genii.worker.jwt-audience:}") String audience) {
    Supplier<String> tokens =
        worker.token().isBlank()
            ? new WorkerTokens(worker.jwtSecret(), worker.id(), clock, issuer, audience)
            : worker::token;
    return new CommandSideClient(
        worker.commandUrl(),
        worker.id(),
        tokens,
        worker.requestTimeout(),
        json,
        traces,
        UUID::randomUUID);
  }

  @Bean
  OpenAiChatExecutor openAiChat(
      OpenAiSettings settings, JsonMapper json, Traces traces, InstantSource clock) {
    return new OpenAiChatExecutor(settings, json, traces, clock);
  }

  @Bean
  WebhookExecutor webhook(WebhookSettings settings, JsonMapper json, InstantSource clock) {
    return new WebhookExecutor(settings, json, clock);
  }

  @Bean
  SimulateExecutor simulate(WorkerSettings worker) {
    return new SimulateExecutor(worker.simulate());
  }

  @Bean
  Backoff backoff() {
    return new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  }

  @Bean
  TaskExecutors taskExecutors(List<TaskExecutor> executors) {
    return new TaskExecutors(executors);
  }

  @Bean
  Heartbeats heartbeats(CommandSideClient commandSide) {
    return new Heartbeats(commandSide);
  }

  @Bean
  TaskRunner taskRunner(
      CommandSideClient commandSide,
      Heartbeats heartbeats,
      TaskExecutors executors,
      Backoff backoff,
      InstantSource clock,
      Traces traces) {
    return new TaskRunner(
        new Reporting(commandSide),
        heartbeats,
        executors,
        backoff,
        clock,
        new AttemptTrace(traces, clock));
  }

  @Bean
  ClaimLoop claimLoop(
      CommandSideClient commandSide,
      TaskRunner runner,
      Heartbeats heartbeats,
      TaskExecutors executors,
      WorkerSettings worker) {
    return new ClaimLoop(
        commandSide, runner, heartbeats, executors.types(), worker, UUID::randomUUID);
  }
}
