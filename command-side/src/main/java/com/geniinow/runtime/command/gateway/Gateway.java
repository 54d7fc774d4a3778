package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.memory.CreditWatch;
import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.protocol.Protocol;
import com.geniinow.runtime.platform.provider.ProviderClient;
import com.geniinow.runtime.platform.provider.ProviderSettings;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.trace.Traces;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import tools.jackson.databind.JsonNode;

/** Takes calls of models: checks, holds, passes on and settles. */
@Component
class Gateway {
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Parts parts;
  private final CallBodies bodies;
  private final Holds holds;
  private final OpenCalls open;
  private final Supplier<UUID> ids;

  Gateway(Parts parts, CallBodies bodies, Holds holds, OpenCalls open, Supplier<UUID> ids) {
    this.parts = parts;
    this.bodies = bodies;
    this.holds = holds;
    this.open = open;
    this.ids = ids;
  }

  /** What every call works with. */
  @Component
  record Parts(
      ProviderSettings providers,
      ProviderClient client,
      GatewaySettings settings,
      Settlements settlements,
      GatewayMetrics metrics,
      Traces traces,
      CreditWatch credit,
      Now now) {}

  /**
   * Answers a call.
   *
   * @throws ProblemException where it is refused, or nobody serves it
   */
  void call(Protocol protocol, HttpServletRequest request, HttpServletResponse response)
      throws IOException, HttpMediaTypeNotSupportedException {
    long began = System.nanoTime();
    var callId = ids.get();
    response.setHeader("X-Genii-Call-Id", callId.toString());
    var task = TaskHeaders.of(request);
    var version = version(request);
    var client = new Client(request, response);
    try (var body = bodies.read(request)) {
      check(protocol, body.json());
      var agentId = Caller.current().agentId();
      var asked = new Asked(agentId, callId, protocol, body, task, version, began);
      var held = holds.hold(asked);
      var running = open.begin(callId);
      try {
        new Relay(parts, asked, held, client, running).run();
      } finally {
        open.end(callId);
      }
    }
  }

  /** It goes on to the provider as a header. */
  private static @Nullable String version(HttpServletRequest request) {
    var version = request.getHeader("anthropic-version");
    if (version != null && !VERSION.matcher(version).matches()) {
      throw ProblemException.invalidField(
          "anthropic-version", "must be 1 to 64 letters, digits, dots or hyphens");
    }
    return version;
  }

  /** Without the field's name, which stands before it. */
  private static String why(ChatPayloadException e) {
    var sentence = e.getMessage();
    return sentence.startsWith(e.param() + " ")
        ? sentence.substring(e.param().length() + 1)
        : sentence;
  }

  private static void check(Protocol protocol, JsonNode body) {
    try {
      protocol.check(body);
    } catch (ChatPayloadException e) {
      throw e.reason() == Reason.INVALID_REQUEST
          ? ProblemException.invalidField(e.param(), why(e))
          : ProblemException.unpriced(e.reason(), e.getMessage() + ".", e.param());
    }
  }
}
