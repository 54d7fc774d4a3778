package com.geniinow.runtime.command.memory;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.PathKey;
import com.geniinow.runtime.query.view.memory.KeyView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Sets, expires and deletes keys. */
@RestController
@RequestMapping("/api/agents/{id}/memory/{key}")
@Tag(name = "memory")
class KeyController {
  /** The longest value, in bytes of JSON. */
  static final int MAX_VALUE_BYTES = 256 * 1024;

  private static final String VERSION = "Only if the key has this version, such as \"3\"";

  private final AgentLine line;
  private final Now now;

  KeyController(AgentLine line, Now now) {
    this.line = line;
    this.now = now;
  }

  @Operation(
      summary = "Set a key",
      description =
          "Any JSON value up to 256 KB. The time to live is set anew with each value: left out, the"
              + " key does not expire. A key that was deleted or has expired begins again at"
              + " version 1.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "ETag",
              description = "The key's version, for If-Match",
              schema = @Schema(type = "string", example = "\"1\"")),
      content = @Content(schema = @Schema(ref = "#/components/schemas/KeyView")))
  @PutMapping
  @Allow(value = AGENT, scope = Scope.AGENT)
  ResponseEntity<?> put(
      @PathVariable UUID id,
      @PathVariable String key,
      @Parameter(description = VERSION) @RequestHeader(name = "If-Match", required = false)
          @Nullable String ifMatch,
      @Valid @RequestBody PutRequest request) {
    var checked = PathKey.checked("key", key);
    var condition = IfMatch.of(ifMatch);
    var value = request.value().toString();
    if (Utf8.bytes("value", value) > MAX_VALUE_BYTES) {
      throw ProblemException.payloadTooLarge(MAX_VALUE_BYTES);
    }
    var at = now.get();
    var expiresAt = Ttl.expiry(request.ttlSeconds(), at);
    return answer(line.send(new PutKey(id, checked, value, expiresAt, condition, at)));
  }

  @Operation(summary = "Change when a key expires; its value and version stay")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "ETag",
              description = "The key's version, for If-Match",
              schema = @Schema(type = "string", example = "\"1\"")),
      content = @Content(schema = @Schema(ref = "#/components/schemas/KeyView")))
  @PatchMapping
  @Allow(
      value = {AGENT, ADMIN},
      scope = Scope.AGENT)
  ResponseEntity<?> expire(
      @PathVariable UUID id, @PathVariable String key, @Valid @RequestBody TtlRequest request) {
    var at = now.get();
    var expiresAt = Ttl.expiry(request.ttlSeconds(), at);
    return answer(line.send(new ExpireKey(id, PathKey.checked("key", key), expiresAt, at)));
  }

  @Operation(summary = "Forget a key")
  @ApiResponse(responseCode = "204")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Allow(value = AGENT, scope = Scope.AGENT)
  void delete(
      @PathVariable UUID id,
      @PathVariable String key,
      @Parameter(description = VERSION) @RequestHeader(name = "If-Match", required = false)
          @Nullable String ifMatch) {
    var checked = PathKey.checked("key", key);
    line.send(new DeleteKey(id, checked, IfMatch.of(ifMatch), now.get()));
  }

  private static ResponseEntity<?> answer(KeyView written) {
    return ResponseEntity.ok().eTag(IfMatch.tag(written.version())).body(written);
  }

  record PutRequest(
      @NotNull JsonNode value,
      @Schema(minimum = "1", maximum = "315360000") @Nullable Long ttlSeconds) {}

  record TtlRequest(
      @Schema(
              types = {"integer", "null"},
              minimum = "1",
              maximum = "315360000",
              description = "1 s to 10 years; null for never")
          @NotNull JsonNode ttlSeconds) {}
}
