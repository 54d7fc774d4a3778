package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.access.AccessEvent.SubjectTokensRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRotated;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import com.geniinow.runtime.platform.security.Credential;
import com.geniinow.runtime.platform.security.Role;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Ends streams whose caller would not be let in any more. */
final class StreamEnds {
  private static final List<Class<? extends RuntimeEvent>> ENDING =
      List.of(
          KeyRevoked.class,
          KeyRotated.class,
          TokensRevoked.class,
          AgentTerminated.class,
          SubjectTokensRevoked.class);

  private StreamEnds() {}

  /** The names under which the store has what may end a stream. */
  static Stream<String> stored() {
    return ENDING.stream().map(Class::getName);
  }

  /** Whether an event may end a stream. */
  static boolean mayEnd(RuntimeEvent event) {
    return ENDING.contains(event.getClass());
  }

  /** Ends a stream, or says when it ends, if that follows from the event. */
  static void apply(RuntimeEvent event, OpenStream stream) {
    if (ends(event, stream)) {
      stream.end();
    } else if (event instanceof KeyRotated e
        && isKey(stream, e.keyId())
        && !isSecret(stream, e.hash())) {
      stream.endBy(e.formerUntil());
    }
  }

  private static boolean ends(RuntimeEvent event, OpenStream stream) {
    return switch (event) {
      case KeyRevoked e -> isKey(stream, e.keyId());
      case TokensRevoked e -> isAgent(stream, e.agentId()) && isVoid(stream, e.through());
      case AgentTerminated e -> isAgent(stream, e.agentId()) && hasKey(stream);
      case SubjectTokensRevoked e ->
          stream.caller().role() != Role.AGENT
              && stream.caller().subject().equals(e.subject())
              && isVoid(stream, e.through());
      default -> false;
    };
  }

  private static boolean hasKey(OpenStream stream) {
    return stream.caller().credential() instanceof Credential.Key;
  }

  private static boolean isKey(OpenStream stream, UUID keyId) {
    return stream.caller().credential() instanceof Credential.Key key && key.keyId().equals(keyId);
  }

  private static boolean isSecret(OpenStream stream, String hash) {
    return stream.caller().credential() instanceof Credential.Key key && key.hash().equals(hash);
  }

  private static boolean isAgent(OpenStream stream, UUID agentId) {
    return stream.caller().role() == Role.AGENT && stream.caller().agentId().equals(agentId);
  }

  private static boolean isVoid(OpenStream stream, Instant through) {
    return stream.caller().credential() instanceof Credential.Token token && token.isVoid(through);
  }
}
