package com.geniinow.runtime.platform.testing;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.ProblemMember;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.sealing.MasterKeys;
import com.geniinow.runtime.platform.sealing.SealingSettings;
import com.geniinow.runtime.platform.sealing.StoredDataKeys;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.platform.web.PathKey;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.JsonNode;

/** One route for each thing that the platform promises of routes. */
@RestController
public class TestController {
  public enum Policy {
    BLOCK_ALL,
    ALLOW
  }

  public record Order(
      @NotBlank @Size(max = 10) String displayName,
      @Positive @Nullable Long tokenLimit,
      @Nullable BigDecimal costUsd,
      @Nullable UUID agentId,
      @Nullable Policy overagePolicy,
      @Nullable Instant dueAt,
      @Nullable JsonNode payload,
      @Valid @Nullable Inner inner) {}

  public record Inner(@Positive int retryCount, @Nullable List<Policy> policies) {
    public Inner {
      if (retryCount == 13) {
        throw new IllegalArgumentException("must not be 13");
      }
    }
  }

  @GetMapping("/api/store")
  @Allow(
      value = {Role.ADMIN, Role.AUDITOR},
      scope = Scope.STORE)
  String store() {
    return "all";
  }

  @GetMapping("/api/agents/{id}")
  @Allow(
      value = {Role.AGENT, Role.FOUNDER, Role.ADMIN, Role.AUDITOR},
      scope = Scope.AGENT)
  Map<String, Object> agent(@PathVariable UUID id, Caller caller) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("role", caller.role().claim());
    body.put("subject", Caller.current().subject());
    return body;
  }

  @PostMapping("/api/agents/{agent}/orders")
  @Allow(value = Role.AGENT, scope = Scope.AGENT, id = "agent")
  Order order(@PathVariable UUID agent, @Valid @RequestBody Order order) {
    return order;
  }

  @PostMapping("/api/keys")
  @Allow(Role.ADMIN)
  Map<String, String> key(
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
    return key == null ? Map.of() : Map.of("key", key);
  }

  @GetMapping("/api/tasks/{id}")
  @Allow(
      value = {Role.AGENT, Role.FOUNDER, Role.ADMIN, Role.WORKER, Role.AUDITOR},
      scope = Scope.TASK)
  Map<String, UUID> task(@PathVariable UUID id) {
    return Map.of("id", id);
  }

  @GetMapping("/api/wrongly-scoped")
  @Allow(value = Role.AGENT, scope = Scope.AGENT)
  String wronglyScoped() {
    return "never";
  }

  @GetMapping("/api/closed")
  String closed() {
    return "never";
  }

  @PostMapping("/api/upload")
  @Allow(Role.ADMIN)
  Map<String, Object> upload(@RequestParam MultipartFile file) {
    return Map.of("size", file.getSize());
  }

  @GetMapping("/api/things")
  @Allow(Role.ADMIN)
  Page<UUID> things(
      PageQuery query,
      @RequestParam(required = false) @Nullable Policy policy,
      @RequestParam(required = false) @Nullable Instant since,
      @RequestParam(required = false) @Nullable UUID thing) {
    query.afterTimeAndId();
    return new Page<>(thing == null ? List.of() : List.of(thing), null);
  }

  @GetMapping("/api/required")
  @Allow(Role.ADMIN)
  String required(@RequestParam @Positive int maxCount, @RequestHeader("If-Match") String version) {
    return maxCount + version;
  }

  @GetMapping("/api/reasons/{code}")
  @Allow(Role.ADMIN)
  String reason(@PathVariable Reason code) {
    throw new IllegalStateException(
        "wrapped by a framework",
        new ProblemException(
            code, "As asked.", Map.of(ProblemMember.EVENT_ID, 7), Duration.ofMillis(1200)));
  }

  @GetMapping("/api/fails/{how}")
  @Allow(Role.ADMIN)
  String fail(@PathVariable String how, HttpServletResponse response)
      throws SQLException, IOException {
    switch (how) {
      case "pool" -> throw new IllegalStateException(new SQLTransientConnectionException("no"));
      case "shutdown" -> throw new IllegalStateException(new SQLException("x", "57P01"));
      case "broken" -> throw new IllegalStateException(new SQLException("x", "08006"));
      case "cut" -> throw new IllegalStateException(new SQLException("Connection is closed"));
      case "commit" -> throw new TransactionSystemException("JDBC commit", new SQLException("no"));
      case "deadlock" -> throw new SQLException("x", "40P01");
      case "keys" -> askForKeys();
      case "nul" -> throw new SQLException("invalid byte sequence", "22021");
      case "send-error" -> response.sendError(418);
      case "midway" -> {
        response.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
        response.flushBuffer();
        throw new IllegalStateException("select secret from table");
      }
      case "error" -> throw new StackOverflowError("secret/path");
      default -> throw new IllegalStateException("select secret from table");
    }
    return "never";
  }

  /** Of a database that is away. */
  private static void askForKeys() {
    var away =
        new DriverManagerDataSource(
            "jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1", "a", "b");
    var masters = MasterKeys.of(new SealingSettings("", "", "", "http://localhost:1", ""));
    new StoredDataKeys(away, masters, Clock.systemUTC())
        .find(TestApplication.AGENT, LocalDate.EPOCH);
  }

  @GetMapping(value = "/api/stream", produces = MediaType.APPLICATION_NDJSON_VALUE)
  @Allow(Role.ADMIN)
  StreamingResponseBody stream() {
    return out -> out.write("{\"a\":1}\n{\"a\":2}\n".getBytes(StandardCharsets.UTF_8));
  }

  @GetMapping("/api/agents/{id}/memory/{key}")
  @Allow(value = Role.AGENT, scope = Scope.AGENT)
  Map<String, String> key(@PathVariable UUID id, @PathVariable String key) {
    return Map.of("key", PathKey.checked("key", key));
  }
}
