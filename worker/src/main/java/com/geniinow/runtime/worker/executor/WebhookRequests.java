package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.webhook.WebhookPayloadException;
import com.geniinow.runtime.platform.webhook.WebhookPayloads;
import java.nio.charset.StandardCharsets;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Turns a payload into the request, with nothing of ours but the task's id and attempt. */
final class WebhookRequests {
  /** Tells the receiver which deliveries are of one task; a retry repeats it. */
  static final String TASK_HEADER = "Genii-Task-Id";

  static final String ATTEMPT_HEADER = "Genii-Attempt";

  private static final MediaType JSON = MediaType.get("application/json");

  private WebhookRequests() {}

  static Request of(Attempt attempt, HttpUrl url) throws WebhookPayloadException {
    var body = Payloads.field(attempt.payload(), "body");
    byte[] content = (body == null ? "{}" : body.toString()).getBytes(StandardCharsets.UTF_8);
    return new Request.Builder()
        .url(url)
        .post(RequestBody.create(content, JSON))
        .headers(WebhookPayloads.headers(attempt.payload()))
        .header(TASK_HEADER, attempt.taskId().toString())
        .header(ATTEMPT_HEADER, Integer.toString(attempt.number()))
        // Else OkHttp would ask for gzip, and a small answer could unpack to a large one.
        .header("Accept-Encoding", "identity")
        .build();
  }
}
