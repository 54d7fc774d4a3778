package com.geniinow.runtime.command.quota;

/**
 * Tokens of one use, by what they may cost.
 *
 * @param input all that was read, cached and written ones included
 * @param cachedInput those of input that the provider had kept from before
 * @param cacheWrite those of input that the provider keeps from now on
 * @param output all that was written, reasoning included
 * @param reasoning those of output that the answer doesn't show
 */
public record TokenClasses(
    long input, long cachedInput, long cacheWrite, long output, long reasoning) {
  public TokenClasses {
    if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
      throw new IllegalArgumentException("usage is never negative");
    }
    if (cachedInput > input - cacheWrite) {
      throw new IllegalArgumentException("cached and written tokens are part of the input");
    }
    if (reasoning > output) {
      throw new IllegalArgumentException("reasoning is part of the output");
    }
  }

  /** Of input and output alone. */
  public static TokenClasses of(long input, long output) {
    return new TokenClasses(input, 0, 0, output, 0);
  }

  /** With parts that are cut to what they are part of. */
  public static TokenClasses within(
      long input, long cachedInput, long cacheWrite, long output, long reasoning) {
    long cached = Math.min(cachedInput, input);
    return new TokenClasses(
        input, cached, Math.min(cacheWrite, input - cached), output, Math.min(reasoning, output));
  }

  /** All of them. */
  public long total() {
    return Math.addExact(input, output);
  }

  /** The first ones, as many as there is room for: input before output. */
  TokenClasses cutTo(long most) {
    long kept = Math.min(input, most);
    return within(kept, cachedInput, cacheWrite, most - kept, reasoning);
  }
}
