package com.geniinow.runtime.command.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.geniinow.runtime.platform.time.RetryAfter;
import com.geniinow.runtime.platform.web.QuotedText;
import com.geniinow.runtime.platform.webhook.WebhookPayloadException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls receivers: once, at an address that was checked, with no redirect followed and no more of
 * the answer read than its head.
 */
final class Receiver implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final int LONGEST_REASON = 300; // characters
  private static final Logger log = LoggerFactory.getLogger(Receiver.class);

  private final Receivers receivers;
  private final OkHttpClient client;

  Receiver(Receivers receivers, DeliverySettings settings) {
    this.receivers = receivers;
    this.client =
        new OkHttpClient.Builder()
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .connectTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .writeTimeout(settings.timeout())
            .callTimeout(settings.timeout())
            .build();
  }

  /**
   * What is sent.
   *
   * @param id of the event
   * @param secrets that it is signed with
   * @param at when it is sent
   */
  record Message(String id, String body, List<String> secrets, Instant at) {}

  /**
   * What came of it.
   *
   * @param status the receiver's; null where there was no answer
   * @param error why it does not count as delivered; null where it does
   * @param comeBack how long the receiver asks to be left alone; null where it does not say
   */
  record Answer(@Nullable Integer status, @Nullable String error, @Nullable Duration comeBack) {
    boolean isGood() {
      return error == null;
    }

    static Answer failed(String error) {
      return new Answer(null, error, null);
    }
  }

  /** Calls; whatever goes wrong is an answer. */
  Answer call(String address, Message message) {
    if (message.secrets().isEmpty()) {
      return Answer.failed("the webhook has no secret any more");
    }
    try {
      var url = receivers.url(address);
      return call(request(url, message), receivers.addresses(url), message.at());
    } catch (WebhookPayloadException e) {
      return Answer.failed(e.getMessage());
    } catch (UnknownHostException e) {
      return Answer.failed("the receiver's host has no address now");
    } catch (IOException e) {
      return Answer.failed("the receiver did not answer: " + reason(e));
    } catch (RuntimeException e) {
      log.warn("a webhook's receiver can't be called", e);
      return Answer.failed("the receiver can't be called: " + e.getClass().getSimpleName());
    }
  }

  private static Request request(HttpUrl url, Message message) {
    var seconds = message.at().getEpochSecond();
    return new Request.Builder()
        .url(url)
        .post(RequestBody.create(message.body().getBytes(UTF_8), JSON))
        .header("User-Agent", "genii-webhooks")
        .header("webhook-id", message.id())
        .header("webhook-timestamp", Long.toString(seconds))
        .header(
            "webhook-signature",
            WebhookSecret.sign(message.secrets(), message.id(), seconds, message.body()))
        .header("Accept-Encoding", "identity")
        .build();
  }

  /** Pinned to addresses that were checked: the name is not looked up a second time. */
  private Answer call(Request request, List<InetAddress> addresses, Instant now)
      throws IOException {
    var pinned = client.newBuilder().dns(host -> addresses).build();
    try (var response = pinned.newCall(request).execute()) {
      return response.isSuccessful()
          ? new Answer(response.code(), null, null)
          : new Answer(
              response.code(),
              response.isRedirect()
                  ? "the receiver answered %d; redirects are not followed"
                      .formatted(response.code())
                  : "the receiver answered " + response.code(),
              comeBack(response, now));
    }
  }

  private static @Nullable Duration comeBack(Response response, Instant now) {
    return RetryAfter.of(response::header, now);
  }

  private static String reason(IOException e) {
    var text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return QuotedText.clean(text, LONGEST_REASON); // it may quote what the receiver sent
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
