package com.geniinow.runtime.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.geniinow.runtime.platform.web.ClientConnection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who waits for an answer, and what it has got of it. For the request's own thread. */
final class Client {
  private static final Logger log = LoggerFactory.getLogger(Client.class);

  /** What a provider's header may hold to be passed on. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 ,:._-]{1,128}");

  private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(UTF_8);
  private static final long LOOK = Duration.ofMillis(200).toNanos();

  private final HttpServletResponse response;
  private final ClientConnection connection;
  private final MessageDigest digest = Digests.sha256();
  private long written = System.nanoTime();
  private long looked = written;
  private boolean begun;

  Client(HttpServletRequest request, HttpServletResponse response) {
    this.response = response;
    this.connection = ClientConnection.of(request);
  }

  /** Whether the answer's head is on its way, so that nothing else can be answered any more. */
  boolean isBegun() {
    return begun;
  }

  /** For how long it has got nothing, in nanoseconds. */
  long waiting() {
    return System.nanoTime() - written;
  }

  /**
   * Looks now and then whether it is there yet.
   *
   * @throws ClientGoneException if it isn't
   */
  void mustBeThere() {
    var now = System.nanoTime();
    if (now - looked > LOOK) {
      looked = now;
      if (connection.isGone()) {
        throw new ClientGoneException(null);
      }
    }
  }

  /** Begins an answer; its head goes with its first bytes. */
  private void begin(int status, String contentType) {
    if (!begun) {
      response.setStatus(status);
      // As the provider writes it, without a charset of the container's own.
      response.setContentType(contentType);
      begun = true;
    }
  }

  /** A whole answer in JSON. */
  void whole(int status, byte[] body) {
    response.setContentLength(body.length);
    begin(status, "application/json");
    writeLast(body);
  }

  /** Begins a stream, of which nothing has come yet. */
  void beginStream() {
    if (!begun) {
      // For proxies that would keep events until there are many.
      response.setHeader("X-Accel-Buffering", "no");
      begin(HttpServletResponse.SC_OK, "text/event-stream; charset=utf-8");
    }
  }

  /** A word that means nothing, so that nobody takes the connection for dead. */
  void comment() {
    beginStream();
    write(COMMENT);
  }

  /** Sends bytes now. */
  void write(byte[] bytes) {
    try {
      var out = response.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
    digest.update(bytes);
    written = System.nanoTime();
  }

  /** The last bytes; whether anybody is there to get them changes nothing any more. */
  void writeLast(byte[] bytes) {
    try {
      write(bytes);
    } catch (ClientGoneException e) {
      log.debug("the client left before the last bytes", e);
    }
  }

  /** What the call costs, where its answer is not begun. */
  void cost(BigDecimal usd) {
    response.setHeader("X-Genii-Cost-Usd", usd.toPlainString());
  }

  void providersId(@Nullable String id) {
    if (id != null && PLAIN.matcher(id).matches()) {
      response.setHeader("X-Genii-Provider-Request-Id", id);
    }
  }

  void retryAfter(String value) {
    if (PLAIN.matcher(value).matches()) {
      response.setHeader("Retry-After", value);
    }
  }

  /** Of all bytes that it has got, and of these that it gets next. */
  String sha256(byte[] next) {
    try {
      var all = (MessageDigest) digest.clone();
      return HexFormat.of().formatHex(all.digest(next));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
