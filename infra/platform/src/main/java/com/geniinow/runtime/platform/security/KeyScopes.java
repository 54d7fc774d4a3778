package com.geniinow.runtime.platform.security;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which scope of a key opens which route. A route of none of these is opened by {@code read}. */
public final class KeyScopes {
  /** By the beginning of the route's path, up to a slash or its end. */
  private static final Map<String, KeyScope> KINDS =
      Map.ofEntries(
          Map.entry("/api/tasks", KeyScope.TASKS),
          Map.entry("/api/webhooks", KeyScope.TASKS),
          Map.entry("/api/agents/{id}/tasks", KeyScope.TASKS),
          Map.entry("/api/agents/{id}/schedules", KeyScope.TASKS),
          Map.entry("/api/agents/{id}/claims", KeyScope.TASKS),
          Map.entry("/api/agents/{id}/results", KeyScope.TASKS),
          Map.entry("/api/agents/{id}/heartbeats", KeyScope.TASKS),
          Map.entry("/api/agents/{id}/files", KeyScope.FILES),
          Map.entry("/api/agents/{id}/memories", KeyScope.MEMORY),
          Map.entry("/api/agents/{id}/memory", KeyScope.MEMORY),
          Map.entry("/v1", KeyScope.GATEWAY));

  /** What is nobody's own and may be read by all. */
  private static final Set<String> OPEN = Set.of("/api/prices", "/api/task-types");

  private KeyScopes() {}

  /**
   * Whether a key of these scopes opens a route.
   *
   * @param path the route's, with names in braces for what varies
   */
  public static boolean open(Set<KeyScope> scopes, String method, String path) {
    var kind = kind(path);
    var reads = method.equals("GET") || method.equals("HEAD");
    return kind != null && scopes.contains(kind)
        || reads && (scopes.contains(KeyScope.READ) || OPEN.contains(path));
  }

  private static @Nullable KeyScope kind(String path) {
    for (var end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      var kind = KINDS.get(path.substring(0, end));
      if (kind != null) {
        return kind;
      }
    }
    return null;
  }
}
