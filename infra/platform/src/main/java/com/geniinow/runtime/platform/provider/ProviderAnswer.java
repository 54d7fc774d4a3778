package com.geniinow.runtime.platform.provider;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A provider's answer: its head has come, its body comes as it is read. */
public final class ProviderAnswer implements AutoCloseable {
  private final Response response;
  private final ProviderCall call;
  private final boolean outOfCredit;
  private final InputStream body;

  ProviderAnswer(Response response, ProviderCall call, boolean outOfCredit) {
    this.response = response;
    this.call = call;
    this.outOfCredit = outOfCredit;
    this.body = new Body(Objects.requireNonNull(response.body()).byteStream(), call);
  }

  /** Of HTTP. */
  public int status() {
    return response.code();
  }

  /** The last value of a header; null where there is none. */
  public @Nullable String header(String name) {
    return response.header(name);
  }

  /** Whether it refuses for want of money: no later call fares better until somebody pays. */
  public boolean isOutOfCredit() {
    return outOfCredit;
  }

  /** What it holds; reading it throws {@link ProviderFailure} where it breaks off. */
  public InputStream body() {
    return body;
  }

  /** Ends the call, from any thread: who reads gets a {@link ProviderFailure}. */
  public void cancel() {
    call.cancel();
  }

  /** Lets the connection go; what wasn't read is lost. */
  @Override
  public void close() {
    response.close();
  }

  private static final class Body extends FilterInputStream {
    private final ProviderCall call;

    Body(InputStream in, ProviderCall call) {
      super(in);
      this.call = call;
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException e) {
        throw call.failure(e);
      }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) {
        return 0; // the library would wait for the network
      }
      try {
        return in.read(bytes, from, length);
      } catch (IOException e) {
        throw call.failure(e);
      }
    }
  }
}
