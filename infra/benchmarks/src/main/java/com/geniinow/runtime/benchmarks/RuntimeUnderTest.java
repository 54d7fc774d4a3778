package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The command side over {@link Servers}, in a JVM of its own, as it would run in production. */
final class RuntimeUnderTest implements AutoCloseable {
  /** What the services' database roles log in with here. */
  static final String PASSWORD = "benchmark";

  private static final String SECRET = "benchmark-" + UUID.randomUUID();
  private static final String MASTER_KEY = "YmVuY2htYXJrcyBhcmUgc2VhbGVkIHdpdGggdGhpcyE=";
  private static final Duration TOKEN_TTL = Duration.ofHours(6);
  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private final Servers servers;
  private final Map<String, String> more;
  private final JavaProcess process;
  private final int port;
  private final double readySeconds;
  private final JwtMinter minter = new JwtMinter(SECRET, Clock.systemUTC());

  RuntimeUnderTest(Servers servers, List<String> jvmOptions) {
    this(servers, jvmOptions, Map.of());
  }

  /**
   * @param more of its environment
   */
  RuntimeUnderTest(Servers servers, List<String> jvmOptions, Map<String, String> more) {
    this.servers = servers;
    this.more = more;
    this.port = freePort();
    long start = System.nanoTime();
    process =
        JavaProcess.start(
            "the command side",
            Project.executable("command-side"),
            asDeployed("-XX:+UseParallelGC", jvmOptions),
            environment(),
            servers.log("command-side"));
    awaitReady();
    readySeconds = (System.nanoTime() - start) / 1e9;
    Report.progress("the runtime answers on port %d (%.1f s)".formatted(port, readySeconds));
  }

  int port() {
    return port;
  }

  double cpu() {
    return ProcessCpu.of(process.pid());
  }

  /** The part of {@link #cpu()} that compiles; it shrinks as the runtime warms up. */
  double compilerCpu() {
    return ProcessCpu.ofThreads(process.pid(), "C1 Compiler", "C2 Compiler");
  }

  /** The part of {@link #cpu()} that collects garbage. */
  double gcCpu() {
    return ProcessCpu.ofThreads(process.pid(), "GC Thread", "VM Thread");
  }

  JavaProcess process() {
    return process;
  }

  /** A worker process beside it. */
  JavaProcess startWorker(int concurrency, Path log) {
    var environment = environment();
    environment.put("GENII_COMMAND_URL", "http://127.0.0.1:" + port);
    environment.put("GENII_WORKERS", Integer.toString(concurrency));
    return JavaProcess.start(
        "the worker",
        Project.executable("worker"),
        asDeployed("-XX:+UseSerialGC", List.of("-Xmx512m")),
        environment,
        log);
  }

  /** The collector that the images choose, unless the options choose one. */
  private static List<String> asDeployed(String collector, List<String> options) {
    if (options.stream().anyMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
      return options;
    }
    return Stream.concat(Stream.of(collector), options.stream()).toList();
  }

  String agentToken(UUID agentId) {
    return minter.agent(agentId, TOKEN_TTL);
  }

  String adminToken() {
    return minter.admin("benchmark", TOKEN_TTL);
  }

  String founderToken(UUID entity) {
    return minter.founder("benchmark", entity, TOKEN_TTL);
  }

  /** Provisions agents whose limits are never reached. */
  List<UUID> provision(int count) {
    return provision(count, UUID.randomUUID());
  }

  /** Agents of this entity. */
  List<UUID> provision(int count, UUID entity) {
    var admin = minter.admin("benchmark", TOKEN_TTL);
    List<UUID> agents = new ArrayList<>(count);
    try (var connection = new HttpConnection(port)) {
      for (var i = 0; i < count; i++) {
        var id = UUID.randomUUID();
        var body =
            """
            {"agent_id":"%s","entity_id":"%s","name":"bench","monthly_token_limit":9000000000000,\
            "monthly_cost_limit_usd":1000000}\
            """
                .formatted(id, entity);
        var status =
            connection.send(HttpConnection.request("POST", "/api/agents/provision", admin, body));
        if (status != 201) {
          throw new IllegalStateException("provisioning answered " + connection.body());
        }
        agents.add(id);
      }
      return agents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON that an administrator's call answers, however long that takes. */
  JsonNode call(String method, String path) {
    Report.progress(method + " " + path);
    var admin = minter.admin("benchmark", TOKEN_TTL);
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + admin)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + " answered " + answer.body());
      }
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends one request.
   *
   * @throws IllegalStateException where the answer has another status
   */
  void send(byte[] request, int status) {
    try (var connection = new HttpConnection(port)) {
      if (connection.send(request) != status) {
        throw new IllegalStateException("answered " + connection.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An administrator's call. */
  void put(String path, String body) {
    var admin = minter.admin("benchmark", TOKEN_TTL);
    send(HttpConnection.request("PUT", path, admin, body), 200);
  }

  /** The request that submits a no-op task. */
  byte[] submission(UUID agentId) {
    return submission(agentId, 10);
  }

  /** The same that may use so many tokens. */
  byte[] submission(UUID agentId, long tokens) {
    return HttpConnection.request(
        "POST",
        "/api/tasks",
        agentToken(agentId),
        "{\"type\":\"simulate\",\"payload\":{},\"estimated_tokens\":" + tokens + "}");
  }

  private Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    environment.put("GENII_PORT", Integer.toString(port));
    environment.put("DATABASE_URL", servers.services().databaseUrl());
    environment.put("REDIS_URL", servers.services().redisUrl());
    environment.putAll(servers.services().storageEnvironment());
    environment.put("GENII_DATA_DIR", servers.folder().toString());
    for (var role : List.of("COMMAND", "QUERY", "SYSTEM")) {
      environment.put("GENII_DB_" + role + "_PASSWORD", PASSWORD);
    }
    environment.put("GENII_JWT_SECRET", SECRET);
    environment.put("GENII_MASTER_KEY", MASTER_KEY);
    environment.put("GENII_SIMULATE", "true");
    // Benchmarks ask as one administrator what a fleet asks as many callers.
    environment.put("GENII_RATE_LIMIT_PER_SECOND", "1000000");
    environment.putAll(more);
    return environment;
  }

  private void awaitReady() {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    var request = HttpConnection.request("GET", "/actuator/health/readiness", "", "");
    while (System.nanoTime() < end) {
      process.mustRun();
      try (var connection = new HttpConnection(port)) {
        if (connection.send(request) == 200) {
          return;
        }
      } catch (IOException e) {
        // It doesn't listen yet.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    throw new IllegalStateException("the runtime was not ready within " + LONGEST_START);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
