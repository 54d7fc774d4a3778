package com.geniinow.runtime.platform.testing;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.ClientConnection;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Routes where calls of models would be. */
@RestController
public class CallController {
  private static final int LOOKS = 500;
  private static final long PAUSE = 20_000_000; // nanoseconds

  /** What was found out about clients that were watched. */
  public static final BlockingQueue<String> WATCHED = new LinkedBlockingQueue<>();

  @PostMapping({"/v1/chat/completions", "/v1/messages"})
  @Allow(Role.AGENT)
  Map<String, Object> call(@RequestBody ObjectNode body) {
    if (body.has("reason")) {
      var reason = Reason.valueOf(body.path("reason").asString().toUpperCase(Locale.ROOT));
      throw new ProblemException(reason, "Because.", Map.of(), null);
    }
    if (body.has("fail")) {
      throw new IllegalStateException("com.geniinow.runtime secret");
    }
    return Map.of("bytes", body.toString().length());
  }

  @GetMapping("/v1/models/{model}")
  @Allow(Role.AGENT)
  Map<String, String> model(@PathVariable String model) {
    return Map.of("model", model);
  }

  /** Looks at its client for ten seconds, or until it has gone. */
  @PostMapping("/v1/watched")
  @Allow(Role.AGENT)
  Map<String, String> watched(@RequestBody ObjectNode body, HttpServletRequest request) {
    var client = ClientConnection.of(request);
    var looks = body.path("looks").asInt(LOOKS);
    for (var look = 0; look < looks; look++) {
      if (client.isGone()) {
        WATCHED.add("gone");
        return Map.of();
      }
      LockSupport.parkNanos(PAUSE);
    }
    WATCHED.add("there");
    return Map.of("watched", "to the end");
  }
}
