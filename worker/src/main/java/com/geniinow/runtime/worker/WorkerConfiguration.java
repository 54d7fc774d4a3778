package com.geniinow.runtime.worker;

import com.geniinow.runtime.platform.trace.Traces;
import com.geniinow.runtime.queue.TaskQueue;
import com.geniinow.runtime.worker.client.CommandSideClient;
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
        UUID.randomUUID().toString(),
        tokens,
        worker.requestTimeout(),
        json,
        traces);
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
  TaskRunner taskRunner(
      TaskQueue queue,
      CommandSideClient commandSide,
      List<TaskExecutor> executors,
      WorkerSettings worker,
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
  ClaimLoop claimLoop(TaskQueue queue, TaskRunner runner, WorkerSettings worker, Backoff backoff) {
    return new ClaimLoop(queue, runner, worker, backoff);
  }
}
