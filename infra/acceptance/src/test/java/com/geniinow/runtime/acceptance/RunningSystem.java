package com.geniinow.runtime.acceptance;

import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.LocalServers;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The whole system as {@code infra/up} runs it, in a process of its own over real services, with
 * what lives outside faked over HTTP. One for all suites; started by the first.
 */
final class RunningSystem {
  static final String JWT_SECRET = "acceptance-tests-sign-their-tokens-with-this";

  /** Of a database that outlives its data folder. */
  static final String MASTER_KEY = "YWNjZXB0YW5jZSB0ZXN0cyBzZWFsIHdpdGggdGhpcyE=";

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final int port;
  private final WireMockServer openAi;
  private final WireMockServer slack;
  private final WireMockServer traces;
  private final LocalServers services;
  private final Map<String, String> environment;
  private Process process;

  private RunningSystem(
      int port,
      WireMockServer openAi,
      WireMockServer slack,
      WireMockServer traces,
      LocalServers services,
      Map<String, String> environment,
      Process process) {
    this.traces = traces;
    this.environment = environment;
    this.process = process;
    this.port = port;
    this.openAi = openAi;
    this.slack = slack;
    this.services = services;
  }

  static RunningSystem get() {
    return Holder.INSTANCE;
  }

  /** Apart from the class itself, whose lambdas other threads call while it starts. */
  private static final class Holder {
    static final RunningSystem INSTANCE = start();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Speaks the protocols of OpenAI and Anthropic. */
  WireMockServer openAi() {
    return openAi;
  }

  /** Speaks Slack's. */
  WireMockServer slack() {
    return slack;
  }

  /** Speaks OTLP's, for every trace is sampled. */
  WireMockServer traces() {
    return traces;
  }

  /** What the services logged, one JSON document a line. */
  Path log() {
    return Path.of(environment.get("GENII_DATA_DIR"), "logs", "runtime.log");
  }

  /** For looking at the tables and for breaking things; never for making the system do its work. */
  LocalServers services() {
    return services;
  }

  /** Where it keeps its data, and its logs. */
  Path dataFolder() {
    return Path.of(environment.getOrDefault("GENII_DATA_DIR", ""));
  }

  /** Ends the system as {@code kill -9} does and starts it again, on the same port. */
  void restart() {
    try {
      process.destroyForcibly().onExit().join();
      process = launchAndAwait(environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunningSystem start() {
    var services = LocalServers.shared();
    var openAi = fake();
    var slack = fake();
    try {
      var port = LocalSystem.freePort();
      var folder = Files.createTempDirectory("genii-acceptance");
      var traces = fake();
      traces.stubFor(WireMock.post("/v1/traces").willReturn(WireMock.ok()));
      var environment = environment(services, openAi, slack, port, folder);
      environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", traces.baseUrl());
      environment.put("GENII_TRACE_SAMPLING", "1.0");
      environment.put("GENII_LOG_FORMAT", "logstash");
      return new RunningSystem(
          port, openAi, slack, traces, services, environment, launchAndAwait(environment));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process launchAndAwait(Map<String, String> environment) throws IOException {
    var log = Files.createTempFile("genii-acceptance", ".log");
    var process = launch(environment, log);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    await()
        .atMost(START_LIMIT)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("the system ended: " + Files.readString(log));
              }
              return Files.readString(log).contains("ready:");
            });
    return process;
  }

  private static Map<String, String> environment(
      LocalServers services, WireMockServer openAi, WireMockServer slack, int port, Path folder) {
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", services.databaseUrl());
    environment.put("REDIS_URL", services.redisUrl());
    environment.putAll(services.storageEnvironment());
    environment.put("GENII_PORT", Integer.toString(port));
    environment.put("GENII_DATA_DIR", folder.resolve("data").toString());
    environment.put("GENII_JWT_SECRET", JWT_SECRET);
    environment.put("GENII_MASTER_KEY", MASTER_KEY);
    environment.put("OPENAI_API_KEY", "sk-acceptance");
    environment.put("OPENAI_BASE_URL", openAi.baseUrl() + "/v1");
    environment.put("ANTHROPIC_API_KEY", "sk-ant-acceptance");
    environment.put("ANTHROPIC_BASE_URL", openAi.baseUrl());
    environment.put("SLACK_BOT_TOKEN", "xoxb-acceptance");
    environment.put("GENII_WEBHOOK_ALLOW_PRIVATE", "true");
    environment.put("SLACK_API_URL", slack.baseUrl() + "/api/");
    return environment;
  }

  private static Process launch(Map<String, String> environment, Path log) throws IOException {
    return LocalSystem.process(environment)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static WireMockServer fake() {
    var server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    server.start();
    return server;
  }
}
