package com.geniinow.runtime.command.line;

import com.geniinow.runtime.platform.web.CanonicalJson;
import tools.jackson.databind.JsonNode;

/**
 * Tells the same request from another one with the same key. The same is what has one RFC 8785
 * form: members in any order, white space, escapes and ways to write a number don't count.
 *
 * @param canonical of the canonical form; what is kept
 * @param asSent as earlier versions kept it, of the text as sent: their keys are answered until
 *     they expire
 */
public record RequestHash(String canonical, String asSent) {
  /** Of a request without a key, which is compared with nothing. */
  public static final RequestHash NONE = new RequestHash("", "");

  /**
   * The hash of a request.
   *
   * @param request all that makes it what it is, its key left out
   * @param asSent {@link IdempotencyKeyTable#hash} of the same
   */
  public static RequestHash of(JsonNode request, String asSent) {
    return new RequestHash(CanonicalJson.sha256(request), asSent);
  }

  boolean isOf(String kept) {
    return kept.equals(canonical) || kept.equals(asSent);
  }
}
