package com.geniinow.runtime.platform.model;

import java.util.function.ToLongFunction;

/**
 * Counts a text that comes in pieces, such as an answer's, without keeping it. Not safe for
 * threads.
 */
public final class WrittenTokens {
  private static final int PIECE = 512; // characters that are kept at least
  private static final int MOST = 1_024; // and at most

  /** More than these a token has of no text, taken all together. */
  private static final int BYTES = 8;

  private final ModelFamily family;
  private final ToLongFunction<String> tokenizer;
  private final StringBuilder open = new StringBuilder();
  private long closed;
  private long ofOpen = -1;
  private long solid;
  private char last;

  /**
   * @param model whose tokenizer counts
   */
  public WrittenTokens(String model) {
    this.family = ModelFamily.of(model);
    this.tokenizer = family.tokenizer();
  }

  /** Takes the next piece. */
  public void add(String piece) {
    if (piece.isEmpty()) {
      return;
    }
    if (!family.exact()) {
      solid(piece);
    }
    for (var from = 0; from < piece.length(); from += MOST) {
      open.append(piece, from, Math.min(from + MOST, piece.length()));
      close();
    }
    ofOpen = -1;
  }

  /** The tokens of all pieces as one text, or more. */
  public long count() {
    if (ofOpen < 0) {
      ofOpen = tokenizer.applyAsLong(open.toString());
    }
    return closed + ofOpen;
  }

  /** Tokens that no model can have written it with fewer of. */
  public long least() {
    return family.exact() ? Math.max(0, count() * 9 / 10 - 16) : solid / BYTES;
  }

  /** Runs of blanks and of signs, such as a line, are few tokens whatever their length. */
  private void solid(String piece) {
    for (var i = 0; i < piece.length(); i++) {
      var next = piece.charAt(i);
      if (Character.isLetterOrDigit(next) || next != last) {
        solid += next < 0x80 ? 1 : next < 0x800 || Character.isSurrogate(next) ? 2 : 3;
      }
      last = next;
    }
  }

  /** Cuts between words, where no tokenizer has a token across. */
  private void close() {
    if (open.length() < PIECE) {
      return;
    }
    var at = open.length() - 1;
    while (at > 1 && !isBetweenWords(at)) {
      at--;
    }
    if (at <= 1 && open.length() < MOST) {
      return;
    }
    var end = at <= 1 ? open.length() : at;
    if (at <= 1 && Character.isHighSurrogate(open.charAt(end - 1))) {
      end--;
    }
    closed += tokenizer.applyAsLong(open.substring(0, end));
    open.delete(0, end);
  }

  private boolean isBetweenWords(int at) {
    return open.charAt(at) == ' '
        && at + 1 < open.length()
        && Character.isLetter(open.charAt(at + 1))
        && Character.isLetter(open.charAt(at - 1));
  }
}
