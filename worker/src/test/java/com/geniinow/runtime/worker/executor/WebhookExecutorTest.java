package com.geniinow.runtime.worker.executor;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.webhook.WebhookTargets;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class WebhookExecutorTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final UUID TASK = UUID.randomUUID();

  private final WireMockServer endpoint =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  private final WebhookExecutor executor = executor(true, "localhost", "*.hooks.test");

  WebhookExecutorTest() {
    endpoint.start();
  }

  @AfterEach
  void close() {
    executor.close();
    endpoint.stop();
  }

  @Test
  void posts_the_body_with_its_headers_and_completes_with_the_answer() throws Exception {
    answers(aResponse().withStatus(201).withBody("{\"id\": 7}"));
    var payload =
        Map.of(
            "url", url("localhost"),
            "body", Map.of("hello", List.of(1, 2)),
            "headers", Map.of("Authorization", "Bearer theirs", "X-One", "1"));
    var done = (Outcome.Completed) run(payload);

    assertThat(done.result().path("status").intValue()).isEqualTo(201);
    assertThat(done.result().path("body").path("id").intValue()).isEqualTo(7);
    assertThat(done.usage()).isEqualTo(new Usage(null, 0, 0));
    endpoint.verify(
        1,
        postRequestedFor(urlEqualTo("/hook?x=1"))
            .withRequestBody(equalToJson("{\"hello\":[1,2]}"))
            .withHeader("Content-Type", equalTo("application/json"))
            .withHeader("Authorization", equalTo("Bearer theirs"))
            .withHeader("X-One", equalTo("1"))
            .withHeader("Genii-Task-Id", equalTo(TASK.toString()))
            .withHeader("Genii-Attempt", equalTo("2")));
  }

  @Test
  void an_answer_that_is_not_json_is_kept_as_text_and_none_as_null() throws Exception {
    answers(aResponse().withStatus(200).withBody("fine, thanks"));
    assertThat(completedBody()).isEqualTo("\"fine, thanks\"");
    answers(aResponse().withStatus(204));
    assertThat(completedBody()).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 409, 429})
  void what_the_receiver_refuses_is_final(int status) throws Exception {
    answers(aResponse().withStatus(status).withBody("no such order"));
    var failed = (Outcome.Failed) run(Map.of("url", url("localhost")));
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.error()).contains(Integer.toString(status), "no such order");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void what_the_receiver_could_not_do_can_be_retried(int status) throws Exception {
    answers(aResponse().withStatus(status));
    assertThat(((Outcome.Failed) run(Map.of("url", url("localhost")))).retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void a_receiver_says_when_to_come_again(int status) throws Exception {
    answers(aResponse().withStatus(status).withHeader("Retry-After", "90"));
    var failed = (Outcome.Failed) run(Map.of("url", url("localhost")));
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void no_answer_in_time_or_a_broken_one_can_be_retried() throws Exception {
    answers(aResponse().withFixedDelay(5_000));
    assertThat(((Outcome.Failed) run(Map.of("url", url("localhost")))).retryable()).isTrue();
    answers(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    assertThat(((Outcome.Failed) run(Map.of("url", url("localhost")))).retryable()).isTrue();
    endpoint.stop();
    assertThat(((Outcome.Failed) run(Map.of("url", "http://localhost:1/"))).retryable()).isTrue();
  }

  @Test
  void an_answer_that_drips_is_cut_off_in_time() throws Exception {
    answers(aResponse().withBody("x".repeat(1_000)).withChunkedDribbleDelay(50, 20_000));
    long start = System.nanoTime();
    assertThat(((Outcome.Failed) run(Map.of("url", url("localhost")))).retryable()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void an_answer_that_is_too_large_is_final() throws Exception {
    answers(aResponse().withBody("x".repeat(WebhookExecutor.LONGEST_ANSWER)));
    assertThat(run(Map.of("url", url("localhost")))).isInstanceOf(Outcome.Completed.class);
    answers(aResponse().withBody("x".repeat(WebhookExecutor.LONGEST_ANSWER + 1)));
    var failed = (Outcome.Failed) run(Map.of("url", url("localhost")));
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.error()).contains("262144");
  }

  @Test
  void json_that_can_not_be_kept_as_it_is_is_final_and_says_why() throws Exception {
    var deep = "[".repeat(2_000) + "]".repeat(2_000);
    assertThat(unkept("{\"a\":1,\"b\":{\"c\":1,\"c\":2}}")).endsWith("a field stands in it twice");
    assertThat(unkept(deep)).contains("nests too deep");
    assertThat(unkept("1".repeat(20_000))).contains("a number or a name in it is too long");
  }

  @Test
  void what_only_begins_like_json_is_text() throws Exception {
    for (var body : List.of("{\"a\":1,\"a\":2", "1 2", "[1] ok", "\"a\\x\"")) {
      answers(aResponse().withBody(body));
      assertThat(JSON.readTree(completedBody()).stringValue()).isEqualTo(body);
    }
  }

  private String unkept(String answer) throws InterruptedException {
    answers(aResponse().withBody(answer));
    var failed = (Outcome.Failed) run(Map.of("url", url("localhost")));
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.error()).startsWith("the webhook answered 200 with JSON that can't be kept");
    return failed.error();
  }

  @Test
  void redirects_are_not_followed() throws Exception {
    answers(aResponse().withStatus(302).withHeader("Location", url("localhost") + "&again"));
    var failed = (Outcome.Failed) run(Map.of("url", url("localhost")));
    assertThat(failed.retryable()).isFalse();
    assertThat(endpoint.getAllServeEvents()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://elsewhere.test/", "http://hooks.test/", "http://xhooks.test/", "ftp://localhost/",
        "localhost/", "http://user:secret@localhost/", "http://localhost.evil.test/", ""
      })
  void only_hosts_on_the_list_are_called(String url) throws Exception {
    var failed = (Outcome.Failed) run(Map.of("url", url));
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.error()).startsWith("payload: url").doesNotContain("secret");
  }

  @Test
  void a_suffix_allows_every_name_below_it() throws Exception {
    answers(aResponse());
    assertThat(run(Map.of("url", url("a.b.hooks.test")))).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void nothing_is_called_where_no_host_is_allowed() throws Exception {
    try (var none = executor(true)) {
      assertThat(((Outcome.Failed) none.execute(attempt(Map.of("url", url("localhost"))))).error())
          .contains("GENII_WEBHOOK_HOSTS");
    }
  }

  @Test
  void addresses_of_this_network_are_refused_also_behind_an_allowed_name() throws Exception {
    try (var strict = executor(false, "localhost", "127.0.0.1", "*.hooks.test")) {
      for (var url : List.of(url("localhost"), url("127.0.0.1"), url("a.hooks.test"))) {
        var failed = (Outcome.Failed) strict.execute(attempt(Map.of("url", url)));
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.error()).contains("inside this network");
      }
    }
    assertThat(endpoint.getAllServeEvents()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "169.254.169.254",
        "[fe80::1]",
        "127.0.0.1.",
        "①②⑦.⓪.⓪.①"
      })
  void no_way_to_write_an_address_of_this_network_gets_past(String host) throws Exception {
    answers(aResponse());
    var parsed = okhttp3.HttpUrl.parse(url(host));
    var allowed = parsed == null ? host : parsed.host();
    var properties = new WebhookSettings(List.of(allowed), false, Duration.ofMillis(1_500));
    // The machine's own resolver: what it makes of these is what an attacker would get.
    try (var strict = new WebhookExecutor(properties, JSON, CLOCK)) {
      assertThat(strict.execute(attempt(Map.of("url", url(host)))))
          .isInstanceOf(Outcome.Failed.class);
    }
    assertThat(endpoint.getAllServeEvents()).isEmpty();
  }

  @Test
  void a_name_is_looked_up_once_and_called_at_the_address_that_was_checked() throws Exception {
    answers(aResponse());
    var lookups = new AtomicInteger();
    WebhookTargets.Resolver rebinding =
        host -> {
          if (lookups.incrementAndGet() > 1) {
            throw new UnknownHostException("asked twice");
          }
          return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
        };
    var properties = new WebhookSettings(List.of("once.test"), true, Duration.ofSeconds(2));
    try (var pinned = new WebhookExecutor(properties, rebinding, JSON, CLOCK)) {
      assertThat(pinned.execute(attempt(Map.of("url", url("once.test")))))
          .isInstanceOf(Outcome.Completed.class);
    }
    assertThat(lookups).hasValue(1);
    endpoint.verify(
        postRequestedFor(anyUrl()).withHeader("Host", equalTo("once.test:" + endpoint.port())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Connection",
        "Transfer-Encoding",
        "TE",
        "Upgrade",
        "Proxy-Authorization",
        "Genii-Task-Id",
        "Accept-Encoding",
        "bad name",
        "X\r\nY"
      })
  void headers_of_the_connection_and_ours_cannot_be_set(String name) throws Exception {
    var failed =
        (Outcome.Failed) run(Map.of("url", url("localhost"), "headers", Map.of(name, "x")));
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.error()).startsWith("payload: headers.");
    assertThat(endpoint.getAllServeEvents()).isEmpty();
  }

  @Test
  void an_attempt_that_is_given_up_ends_its_call() throws Exception {
    answers(aResponse().withFixedDelay(60_000));
    var interrupted = new CountDownLatch(1);
    try (var patient = executorWith(Duration.ofMinutes(1))) {
      var thread =
          Thread.ofVirtual()
              .start(
                  () ->
                      assertThatThrownBy(
                              () -> {
                                try {
                                  patient.execute(attempt(Map.of("url", url("localhost"))));
                                } catch (InterruptedException e) {
                                  interrupted.countDown();
                                  throw e;
                                }
                              })
                          .isInstanceOf(InterruptedException.class));
      org.awaitility.Awaitility.await()
          .until(() -> thread.getState() != Thread.State.NEW && started());
      thread.interrupt();
      assertThat(interrupted.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
  }

  private boolean started() {
    return !endpoint.findAll(postRequestedFor(anyUrl())).isEmpty();
  }

  private String completedBody() throws InterruptedException {
    return ((Outcome.Completed) run(Map.of("url", url("localhost"))))
        .result()
        .get("body")
        .toString();
  }

  private Outcome run(Map<String, ?> payload) throws InterruptedException {
    return executor.execute(attempt(payload));
  }

  private static Attempt attempt(Map<String, ?> payload) {
    return new Attempt(TASK, UUID.randomUUID(), 2, "webhook", JSON.valueToTree(payload), null, 0);
  }

  private String url(String host) {
    return "http://" + host + ":" + endpoint.port() + "/hook?x=1";
  }

  private void answers(ResponseDefinitionBuilder answer) {
    endpoint.stubFor(post(anyUrl()).willReturn(answer));
  }

  private static WebhookExecutor executor(boolean allowPrivate, String... hosts) {
    var properties = new WebhookSettings(List.of(hosts), allowPrivate, Duration.ofMillis(1_500));
    return new WebhookExecutor(properties, WebhookExecutorTest::local, JSON, CLOCK);
  }

  private static WebhookExecutor executorWith(Duration timeout) {
    return new WebhookExecutor(
        new WebhookSettings(List.of("localhost"), true, timeout),
        WebhookExecutorTest::local,
        JSON,
        CLOCK);
  }

  private static InetAddress[] local(String host) throws UnknownHostException {
    return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
  }
}
