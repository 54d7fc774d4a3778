package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;

/**
 * Which page a client asks for; a controller method takes it as a parameter, read from {@code
 * ?limit=&cursor=}.
 *
 * @param limit 1 to 200 items, 50 when left out
 * @param cursor a page's {@code next_cursor} without its binding, or null for the first page
 * @param binding ends the cursors of this list under these filters, and of no other
 */
@ParameterObject
public record PageQuery(
    @Parameter(
            schema = @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
        int limit,
    @Nullable String cursor,
    @Parameter(hidden = true) String binding) {
  /** Items of a page when the client does not say. */
  public static final int DEFAULT_LIMIT = 50;

  /** Items of a page at most. */
  public static final int MAX_LIMIT = 200;

  /** A page of a list that is not bound to a request. */
  public PageQuery(int limit, @Nullable String cursor) {
    this(limit, cursor, "");
  }

  public PageQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw ProblemException.invalidField("limit", "must be between 1 and " + MAX_LIMIT);
    }
  }

  /**
   * The same page of a list that something else than the path and the query filters too, such as
   * the body: cursors go on under the same filter alone.
   *
   * @throws ProblemException 400 for a cursor of another filter
   */
  public PageQuery within(String filter) {
    var own = binding(filter);
    return new PageQuery(limit, cursor == null ? null : unbound(cursor, own), own + binding);
  }

  /** A cursor without its end. */
  static String unbound(String cursor, String binding) {
    if (!cursor.endsWith(binding)) {
      throw ProblemException.invalidField("cursor", "is not a cursor of this list");
    }
    return cursor.substring(0, cursor.length() - binding.length());
  }

  /** What ends the cursors of a list: a digest of what it is filtered by. */
  static String binding(String filter) {
    try {
      var all =
          MessageDigest.getInstance("SHA-256").digest(filter.getBytes(StandardCharsets.UTF_8));
      return "." + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(all, 9));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** How many rows to read: one more than a page holds. */
  public int fetch() {
    return limit + 1;
  }

  /**
   * Where to go on, in a list ordered by time and id.
   *
   * @throws ProblemException 400 for a cursor that is none of ours
   */
  public Optional<Cursor.TimeAndId> afterTimeAndId() {
    return Optional.ofNullable(cursor).map(Cursor::timeAndId);
  }

  /**
   * Where to go on, in a list ordered by a number.
   *
   * @throws ProblemException 400 for a cursor that is none of ours
   */
  public Optional<Cursor.Position> afterPosition() {
    return Optional.ofNullable(cursor).map(Cursor::position);
  }

  /**
   * Where to go on, in a list ordered by a text.
   *
   * @throws ProblemException 400 for a cursor that is none of ours
   */
  public Optional<Cursor.Text> afterText() {
    return Optional.ofNullable(cursor).map(Cursor::text);
  }
}
