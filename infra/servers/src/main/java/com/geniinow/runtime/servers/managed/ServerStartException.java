package com.geniinow.runtime.servers.managed;

/** A server can't be started; the message is one sentence for the person who tried. */
public sealed class ServerStartException extends RuntimeException permits PortLostException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  public ServerStartException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  public ServerStartException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /** The same as the message, for those who only have something to show. */
  public final String sentence() {
    return sentence;
  }
}
