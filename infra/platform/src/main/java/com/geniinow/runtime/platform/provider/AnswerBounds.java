package com.geniinow.runtime.platform.provider;

/**
 * How large an answer may be that is read at all. What a provider sends is read into memory whole,
 * and many small elements take fifty times their bytes there: both are bounded. A larger answer
 * can't be read.
 *
 * @param bytes of JSON, unpacked
 * @param elements names, values, and beginnings and ends of lists and objects
 */
public record AnswerBounds(long bytes, long elements) {
  /**
   * Of a chat completion: some times the longest answer of any model, and more than a result may
   * be.
   */
  public static final AnswerBounds CHAT = new AnswerBounds(4 * 1024 * 1024, 500_000);

  /** Of the vectors of so many texts, at 128 KiB and twice the longest vector each. */
  public static AnswerBounds ofVectors(int texts) {
    return new AnswerBounds((texts + 1) * 128L * 1024, (texts + 1) * 4_000L);
  }
}
