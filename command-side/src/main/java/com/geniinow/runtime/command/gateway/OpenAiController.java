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
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Calls of models in OpenAI's form. The streams are named for the check of their coding. */
@RestController
@Tag(name = "gateway")
class OpenAiController {
  private static final String REFERENCE = "https://platform.openai.com/docs/api-reference/";

  private final Gateway gateway;

  OpenAiController(Gateway gateway) {
    this.gateway = gateway;
  }

  @Operation(
      summary = "Call a model, as OpenAI's chat completions",
      description = "Held on the agent's quota before, charged after. Streamed on request.",
      externalDocs = @ExternalDocumentation(url = REFERENCE + "chat/create"))
  @PostMapping("/v1/chat/completions")
  @Allow(Role.AGENT)
  void chat(
      HttpServletRequest request,
      HttpServletResponse response,
      @Parameter(hidden = true) InputStream body)
      throws IOException, HttpMediaTypeNotSupportedException {
    gateway.call(Protocols.CHAT, request, response);
  }

  @Operation(
      summary = "Call a model, as OpenAI's responses",
      description =
          "Held on the agent's quota before, charged after. Streamed on request. The provider keeps"
              + " nothing of it: store is false.",
      externalDocs = @ExternalDocumentation(url = REFERENCE + "responses/create"))
  @PostMapping("/v1/responses")
  @Allow(Role.AGENT)
  void responses(
      HttpServletRequest request,
      HttpServletResponse response,
      @Parameter(hidden = true) InputStream body)
      throws IOException, HttpMediaTypeNotSupportedException {
    gateway.call(Protocols.RESPONSES, request, response);
  }

  @Operation(
      summary = "Embed texts, as OpenAI's embeddings",
      description = "Held on the agent's quota before, charged after. Nothing is remembered.",
      externalDocs = @ExternalDocumentation(url = REFERENCE + "embeddings/create"))
  @PostMapping("/v1/embeddings")
  @Allow(Role.AGENT)
  void embeddings(
      HttpServletRequest request,
      HttpServletResponse response,
      @Parameter(hidden = true) InputStream body)
      throws IOException, HttpMediaTypeNotSupportedException {
    gateway.call(Protocols.EMBEDDINGS, request, response);
  }
}
