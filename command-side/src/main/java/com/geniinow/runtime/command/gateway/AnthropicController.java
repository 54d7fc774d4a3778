package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.platform.protocol.Protocols;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Role;
import io.swagger.v3.oas.annotations.ExternalDocumentation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Calls of models in Anthropic's form. Its clients send {@code beta} without being asked. */
@RestController
@Tag(name = "gateway")
class AnthropicController {
  private static final String REFERENCE = "https://docs.claude.com/en/api/";

  private final Gateway gateway;

  AnthropicController(Gateway gateway) {
    this.gateway = gateway;
  }

  @Operation(
      summary = "Call a model, as Anthropic's messages",
      description =
          "Held on the agent's quota before, charged after. Streamed on request. The key may stand"
              + " in x-api-key too.",
      externalDocs = @ExternalDocumentation(url = REFERENCE + "messages"))
  @PostMapping("/v1/messages")
  @Allow(Role.AGENT)
  void messages(
      @RequestParam(required = false) @Nullable Boolean beta,
      HttpServletRequest request,
      HttpServletResponse response,
      @Parameter(hidden = true) InputStream body)
      throws IOException, HttpMediaTypeNotSupportedException {
    gateway.call(Protocols.MESSAGES, request, response);
  }

  @Operation(
      summary = "Count a prompt, as Anthropic's count_tokens",
      description = "Costs nothing. Where the provider can't be reached, it is counted here.",
      externalDocs = @ExternalDocumentation(url = REFERENCE + "messages-count-tokens"))
  @PostMapping("/v1/messages/count_tokens")
  @Allow(Role.AGENT)
  void countTokens(
      @RequestParam(required = false) @Nullable Boolean beta,
      HttpServletRequest request,
      HttpServletResponse response,
      @Parameter(hidden = true) InputStream body)
      throws IOException, HttpMediaTypeNotSupportedException {
    gateway.call(Protocols.COUNT_TOKENS, request, response);
  }
}
