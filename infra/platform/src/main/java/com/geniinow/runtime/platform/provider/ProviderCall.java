package com.geniinow.runtime.platform.provider;

import com.geniinow.runtime.platform.provider.ProviderFailure.Reached;
import com.geniinow.runtime.platform.time.RetryAfter;
import com.geniinow.runtime.platform.web.QuotedText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.util.Locale;
import okhttp3.Call;
import okhttp3.Response;

/** One call of a provider, made once. */
public final class ProviderCall {
  /** No refusal is longer; of a longer one the rest isn't looked at. */
  private static final long LONGEST_REFUSAL = 64 * 1024; // bytes

  private static final int LONGEST_MESSAGE = 300; // characters

  private final Call call;
  private final Provider provider;
  private final Sent sent;
  private final ProviderPauses pauses;
  private volatile boolean cancelled; // by us: the library ends a call so that took too long

  ProviderCall(Call call, Provider provider, Sent sent, ProviderPauses pauses) {
    this.call = call;
    this.provider = provider;
    this.sent = sent;
    this.pauses = pauses;
  }

  /**
   * Makes it, and waits for the head of the answer.
   *
   * @throws ProviderFailure if none comes
   */
  public ProviderAnswer open() throws ProviderFailure {
    Response response;
    try {
      response = call.execute();
    } catch (IOException e) {
      throw failure(e);
    }
    var broke = isOutOfCredit(response);
    if (!broke) {
      pauses.answered(provider, response.code(), response::header);
    }
    return new ProviderAnswer(response, this, broke);
  }

  /** Ends it, from any thread: who waits for it gets a {@link ProviderFailure}. */
  public void cancel() {
    cancelled = true;
    call.cancel();
  }

  private static boolean isOutOfCredit(Response response) {
    try {
      return !response.isSuccessful()
          && RetryAfter.isPassing(response.code())
          && OutOfCredit.isSaidBy(response.peekBody(LONGEST_REFUSAL).string());
    } catch (IOException e) {
      return false; // it breaks off: what was read of it stays to be read
    }
  }

  ProviderFailure failure(IOException e) {
    var reached = sent.isSent() ? Reached.LOST : Reached.NOT_SENT;
    var timeout =
        e instanceof InterruptedIOException
            && !cancelled
            && !Thread.currentThread().isInterrupted();
    return new ProviderFailure(reached, timeout, message(e, reached, timeout), detail(e));
  }

  private String detail(IOException e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    var said = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return KeyMask.clean(said, provider.key());
  }

  /** Neither the provider's address nor the key: what the library says may hold both. */
  private String message(IOException e, Reached reached, boolean timeout) {
    if (timeout) {
      return reached == Reached.NOT_SENT
          ? "the model provider can't be reached in time"
          : "the model provider did not answer in time";
    }
    if (reached == Reached.NOT_SENT) {
      return "the model provider can't be reached";
    }
    var why = e instanceof ProtocolException && e.getMessage() != null ? e.getMessage() : "";
    var said = QuotedText.clean(KeyMask.clean(why, provider.key()), LONGEST_MESSAGE);
    return "the connection to the model provider broke off"
        + (said.isEmpty() ? "" : ": " + said.toLowerCase(Locale.ROOT));
  }
}
