package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Enforces {@link Allow} before a handler's arguments are read. */
final class AllowInterceptor implements HandlerInterceptor {
  private static final String OURS = "com.geniinow.runtime.";

  private final ObjectProvider<Ownership> ownership;

  AllowInterceptor(ObjectProvider<Ownership> ownership) {
    this.ownership = ownership;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    // An asynchronous answer goes on with a request already let in; a client can't start one.
    if (request.getDispatcherType() != DispatcherType.REQUEST
        || !(handler instanceof HandlerMethod method)
        || !isOurs(method)) {
      return true;
    }
    Allow allow = method.getMethodAnnotation(Allow.class);
    if (allow == null || !isAllowed(allow, Caller.current(), request)) {
      throw ProblemException.forbidden();
    }
    if (Caller.current().credential() instanceof Credential.Key key
        && !KeyScopes.open(key.scopes(), request.getMethod(), pattern(request))) {
      throw ProblemException.scopeMissing();
    }
    return true;
  }

  private static String pattern(HttpServletRequest request) {
    return String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
  }

  private static boolean isOurs(HandlerMethod method) {
    return method.getBeanType().getName().startsWith(OURS)
        || method.getMethod().getDeclaringClass().getName().startsWith(OURS);
  }

  private boolean isAllowed(Allow allow, Caller caller, HttpServletRequest request) {
    return Arrays.asList(allow.value()).contains(caller.role())
        && switch (allow.scope()) {
          case NONE -> true;
          case STORE -> caller.confinedTo() == null;
          case AGENT -> mayUseAgent(caller, pathId(allow, request));
          case TASK -> mayUseTask(caller, pathId(allow, request));
          case WEBHOOK -> mayUseWebhook(caller, pathId(allow, request));
        };
  }

  private boolean mayUseAgent(Caller caller, Optional<UUID> agentId) {
    return switch (caller.role()) {
      case ADMIN -> true;
      case AGENT -> agentId.filter(caller.agentId()::equals).isPresent();
      case FOUNDER, AUDITOR -> caller.confinedTo() == null || isOfEntity(caller, agentId);
      case WORKER -> false;
    };
  }

  private boolean isOfEntity(Caller caller, Optional<UUID> agentId) {
    var owners = ownership.getIfAvailable();
    var entity = caller.confinedTo();
    return owners != null
        && entity != null
        && agentId.filter(id -> owners.isAgentOf(id, entity)).isPresent();
  }

  private boolean mayUseTask(Caller caller, Optional<UUID> taskId) {
    var seesAll =
        switch (caller.role()) {
          case ADMIN, WORKER -> true;
          case AUDITOR -> caller.confinedTo() == null;
          case AGENT, FOUNDER -> false;
        };
    if (seesAll) {
      return true;
    }
    Ownership owners = ownership.getIfAvailable();
    if (owners == null) {
      return false;
    }
    Predicate<Ownership.TaskOwner> own =
        caller.role() == Role.AGENT
            ? owner -> owner.agentId().equals(caller.agentId())
            : owner -> owner.entityId().equals(caller.confinedTo());
    return taskId.filter(id -> owners.isTaskOf(id, own)).isPresent();
  }

  private boolean mayUseWebhook(Caller caller, Optional<UUID> webhookId) {
    var owners = ownership.getIfAvailable();
    return switch (caller.role()) {
      case ADMIN -> true;
      case AGENT ->
          owners != null
              && webhookId.filter(id -> owners.isWebhookOf(id, caller.agentId())).isPresent();
      case FOUNDER, AUDITOR, WORKER -> false;
    };
  }

  private static Optional<UUID> pathId(Allow allow, HttpServletRequest request) {
    @Nullable Object variables =
        request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    if (variables instanceof Map<?, ?> map && map.get(allow.id()) instanceof String text) {
      return Ids.parse(text);
    }
    throw new IllegalStateException("@Allow names no variable of the path: " + allow.id());
  }
}
