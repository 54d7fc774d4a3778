package com.geniinow.runtime.worker;

import com.geniinow.runtime.platform.trace.Traces;
import com.geniinow.runtime.queue.TaskQueue;
import com.geniinow.runtime.worker.client.CommandSideClient;
import com.geniinow.runtime.worker.client.WorkerTokens;
import com.geniinow.runtime.worker.executor.OpenAiChatExecutor;
import com.geniinow.runtime.worker.executor.OpenAiProperties;
import com.geniinow.runtime.worker.executor.SimulateExecutor;
import com.geniinow.runtime.worker.executor.TaskExecutor;
import com.geniinow.runtime.worker.executor.TaskExecutors;
import com.geniinow.runtime.worker.executor.WebhookExecutor;
import com.geniinow.runtime.worker.executor.WebhookProperties;
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
@EnableConfigurationProperties({
  WorkerProperties.class,
  OpenAiProperties.class,
  WebhookProperties.class
})
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
      WorkerProperties worker,
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
        UUID.randomUUID().toString(),
        tokens,
        worker.requestTimeout(),
        json,
        traces);
  }

  @Bean
  OpenAiChatExecutor openAiChat(
      OpenAiProperties properties, JsonMapper json, Traces traces, InstantSource clock) {
    return new OpenAiChatExecutor(properties, json, traces, clock);
  }

  @Bean
  WebhookExecutor webhook(WebhookProperties properties, JsonMapper json, InstantSource clock) {
    return new WebhookExecutor(properties, json, clock);
  }

  @Bean
  SimulateExecutor simulate(WorkerProperties worker) {
    return new SimulateExecutor(worker.simulate());
  }

  @Bean
  Backoff backoff() {
    return new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  }

  @Bean
  TaskRunner taskRunner(
      TaskQueue queue,
      CommandSideClient commandSide,
      List<TaskExecutor> executors,
      WorkerProperties worker,
      Backoff backoff,
      InstantSource clock,
      Traces traces) {
    return new TaskRunner(
        queue,
        commandSide,
        new TaskExecutors(executors),
        worker.claimLease(),
        backoff,
        clock,
        new AttemptTrace(traces, clock));
  }

  @Bean
  ClaimLoop claimLoop(
      TaskQueue queue, TaskRunner runner, WorkerProperties worker, Backoff backoff) {
    return new ClaimLoop(queue, runner, worker, backoff);
  }
}
