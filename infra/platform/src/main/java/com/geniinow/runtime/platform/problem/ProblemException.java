package com.geniinow.runtime.platform.problem;

import jakarta.validation.ConstraintViolationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * An expected refusal, thrown by a feature and answered as a problem. It may be wrapped by a
 * framework on its way: the advice finds it among the causes. It carries no stack trace, since a
 * full queue may be answered thousands of times a second.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /**
   * @param detail a sentence for the client
   * @param properties further members of the body
   * @param retryAfter when to try again; for 429 and 503 at least 1 s, which is also the default
   */
  public ProblemException(
      Reason reason,
      String detail,
      Map<ProblemMember, ?> properties,
      @Nullable Duration retryAfter) {
    this(Problem.of(reason, detail).with(properties).retryAfter(retryAfter), null);
  }

  ProblemException(Problem problem, @Nullable Throwable cause) {
    super(problem.reason().code() + ": " + problem.detail(), cause, true, false);
    this.problem = problem;
  }

  /**
   * The same of what stands under a name in a larger request: the fields it names are there.
   *
   * @param name of the field that it is
   */
  public ProblemException under(String name) {
    return new ProblemException(problem.under(name), this);
  }

  /** What the client is told. */
  public Problem problem() {
    return problem;
  }

  /** Why, in one word. */
  public Reason reason() {
    return problem.reason();
  }

  /** 400 for the whole request. */
  public static ProblemException invalid(String detail) {
    return of(Reason.INVALID_REQUEST, detail);
  }

  /** 400 for one field, named as on the wire. */
  public static ProblemException invalidField(String field, String message) {
    return new ProblemException(Problem.invalid(List.of(new FieldError(field, message))), null);
  }

  /** 400 for several fields. */
  public static ProblemException invalidFields(List<FieldError> errors) {
    return new ProblemException(Problem.invalid(errors), null);
  }

  /** 400 for a JSON document that is a part of the request, such as one of its lines. */
  public static ProblemException invalidJson(JacksonException thrown) {
    return new ProblemException(JsonProblems.of(thrown), thrown);
  }

  /** 400 for a part of the request that breaks its constraints. */
  public static ProblemException invalid(ConstraintViolationException thrown) {
    return new ProblemException(
        ValidationProblems.of(thrown)
            .orElseGet(() -> Problem.of(Reason.INVALID_REQUEST, "The request is not valid.")),
        thrown);
  }

  /**
   * 400: less was estimated than the request alone needs.
   *
   * @param countedTokens the least estimate that is taken
   */
  public static ProblemException estimateTooLow(long countedTokens) {
    return new ProblemException(
        Reason.ESTIMATE_TOO_LOW,
        "The prompt and one token of an answer are "
            + countedTokens
            + " tokens; estimated_tokens must be at least that, or be left out.",
        Map.of(ProblemMember.COUNTED_TOKENS, countedTokens),
        null);
  }

  /**
   * 400 for a field or a part whose cost can't be held.
   *
   * @param param where it stands
   */
  public static ProblemException unpriced(Reason reason, String detail, String param) {
    return new ProblemException(reason, detail, Map.of(ProblemMember.PARAM, param), null);
  }

  /** 401: who calls is not known. */
  public static ProblemException unauthenticated(String detail) {
    return of(Reason.UNAUTHENTICATED, detail);
  }

  /** 401: what the caller was let in by was taken back meanwhile. */
  public static ProblemException revoked(String detail) {
    return new ProblemException(
        Problem.of(Reason.UNAUTHENTICATED, detail)
            .withHeaders(Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\"")),
        null);
  }

  /** 403: the key is good, but not for this. */
  public static ProblemException scopeMissing() {
    return of(Reason.SCOPE_MISSING, "The key's scopes don't open this route.");
  }

  /** 403, the same words whether or not the thing exists. */
  public static ProblemException forbidden() {
    return of(Reason.FORBIDDEN, "The caller may not do this.");
  }

  /** 404, as in {@code notFound("agent", id)}. */
  public static ProblemException notFound(String kind, Object id) {
    return of(Reason.NOT_FOUND, "There is no " + kind + " " + id + ".");
  }

  /** 409: the thing's state does not allow it. */
  public static ProblemException conflict(String detail) {
    return of(Reason.CONFLICT, detail);
  }

  /** 409: this attempt of the task is no longer the current one. */
  public static ProblemException staleAttempt(Object taskId, int attempt) {
    return of(
        Reason.STALE_ATTEMPT,
        "Attempt " + attempt + " of task " + taskId + " is not the running one.");
  }

  /** 409: the agent is suspended or terminated. */
  public static ProblemException agentNotActive(Object agentId, String status) {
    return of(Reason.AGENT_NOT_ACTIVE, "Agent " + agentId + " is " + status + ".");
  }

  /** 412: {@code If-Match} names another version. */
  public static ProblemException versionMismatch(String detail) {
    return of(Reason.VERSION_MISMATCH, detail);
  }

  /** 413 for a file. */
  public static ProblemException fileTooLarge(long limitBytes) {
    return tooLarge(Reason.FILE_TOO_LARGE, "The file", limitBytes);
  }

  /**
   * 413 for a file.
   *
   * @param sizeBytes how large it is, or how much of it came before it was refused
   */
  public static ProblemException fileTooLarge(long limitBytes, long sizeBytes) {
    return new ProblemException(
        Reason.FILE_TOO_LARGE,
        "The file is larger than "
            + limitBytes
            + " bytes: it has "
            + sizeBytes
            + " bytes, if not more.",
        Map.of(ProblemMember.LIMIT_BYTES, limitBytes, ProblemMember.SIZE_BYTES, sizeBytes),
        null);
  }

  /** 415: the body is not of a type that the path takes. */
  public static ProblemException unsupportedMediaType(String detail) {
    return of(Reason.UNSUPPORTED_MEDIA_TYPE, detail);
  }

  /** 415: the body is compressed, or coded otherwise. */
  public static ProblemException unsupportedCoding() {
    return new ProblemException(
        Problem.of(
                Reason.UNSUPPORTED_MEDIA_TYPE,
                "The body's Content-Encoding is not taken: send it as it is.")
            .withHeaders(Map.of("Accept-Encoding", "identity")),
        null);
  }

  /** 413 for a request body or a part of one. */
  public static ProblemException payloadTooLarge(long limitBytes) {
    return tooLarge(Reason.PAYLOAD_TOO_LARGE, "The request body", limitBytes);
  }

  /** 422: the key was used with another request. */
  public static ProblemException idempotencyKeyReused() {
    return of(
        Reason.IDEMPOTENCY_KEY_REUSED, "The idempotency key was used for a different request.");
  }

  /** 429: the agent has as many open tasks as it may. */
  public static ProblemException queueFull(int limit, Duration retryAfter) {
    return new ProblemException(
        Reason.QUEUE_FULL,
        "The agent has " + limit + " open tasks, as many as it may.",
        Map.of(ProblemMember.LIMIT, limit),
        retryAfter);
  }

  /** 429: tokens or cost; {@code properties} explain which, how much, and until when. */
  public static ProblemException quotaExceeded(
      String detail, Map<ProblemMember, ?> properties, Duration retryAfter) {
    return new ProblemException(Reason.QUOTA_EXCEEDED, detail, properties, retryAfter);
  }

  /** 429: the agent's storage is full. */
  public static ProblemException storageQuotaExceeded(
      String detail, Map<ProblemMember, ?> properties, Duration retryAfter) {
    return new ProblemException(Reason.STORAGE_QUOTA_EXCEEDED, detail, properties, retryAfter);
  }

  /** 429: too many requests in too short a time. */
  public static ProblemException rateLimited(String detail, Duration retryAfter) {
    return new ProblemException(Reason.RATE_LIMITED, detail, Map.of(), retryAfter);
  }

  /**
   * 503: something this needs wants to be left alone.
   *
   * @param retryAfter for how long; null for a second
   */
  public static ProblemException unavailable(String detail, @Nullable Duration retryAfter) {
    return retryAfter == null
        ? unavailable(detail)
        : new ProblemException(Reason.UNAVAILABLE, detail, Map.of(), retryAfter);
  }

  /** 503: something this needs is unavailable; try again in a second. */
  public static ProblemException unavailable(String detail) {
    return of(Reason.UNAVAILABLE, detail);
  }

  private static ProblemException of(Reason reason, String detail) {
    return new ProblemException(Problem.of(reason, detail), null);
  }

  private static ProblemException tooLarge(Reason reason, String what, long limitBytes) {
    return new ProblemException(
        reason,
        what + " is larger than " + limitBytes + " bytes.",
        Map.of(ProblemMember.LIMIT_BYTES, limitBytes),
        null);
  }
}
