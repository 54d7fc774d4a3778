package com.geniinow.runtime.servers.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON API as clients other than ours use it, over HTTP. */
class ObjectServerTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path accounts;
  private static ServiceAccount account;

  @TempDir Path folder;

  private final List<Exception> faults = new ArrayList<>();
  private String token;
  private ObjectServer server;

  /** Once: to find the primes of a key takes a second. */
  @BeforeAll
  static void anAccount() {
    account = ServiceAccount.in(accounts.resolve("account.json"));
  }

  @BeforeEach
  void start() throws Exception {
    token = AccountTokens.of(account, "RS256", Instant.now().plusSeconds(600));
    try (var socket = new ServerSocket(0)) {
      server = new ObjectServer(folder, socket.getLocalPort(), account.signer(), faults::add);
    }
    server.start();
    assertThat(post("/storage/v1/b?project=p", "{\"name\":\"bucket\"}").statusCode())
        .isEqualTo(200);
  }

  @AfterEach
  void stop() {
    server.stop();
    assertThat(faults).isEmpty();
  }

  @Test
  void buckets_are_made_listed_described_and_deleted() {
    assertThat(post("/storage/v1/b", "{\"name\":\"other\"}").statusCode()).isEqualTo(200);
    assertError(post("/storage/v1/b", "{\"name\":\"other\"}"), 409, "conflict");
    assertError(post("/storage/v1/b", "{\"name\":\"../x\"}"), 400, "invalid");
    assertThat(json(get("/storage/v1/b?project=p")).path("items").size()).isEqualTo(2);
    assertThat(json(get("/storage/v1/b/other")).path("storageClass").asString())
        .isEqualTo("STANDARD");
    assertThat(delete("/storage/v1/b/other").statusCode()).isEqualTo(204);
    assertError(get("/storage/v1/b/other"), 404, "notFound");
    upload("a", "x");
    assertError(delete("/storage/v1/b/bucket"), 409, "conflict");
  }

  @Test
  void an_object_is_described_as_google_describes_it() {
    var object = json(upload("some/name.txt", "hello"));

    assertThat(object.path("kind").asString()).isEqualTo("storage#object");
    assertThat(object.path("bucket").asString()).isEqualTo("bucket");
    assertThat(object.path("size").asString()).isEqualTo("5");
    assertThat(object.path("md5Hash").asString()).isEqualTo("XUFAKrxLKna5cZ2REBfFkg==");
    assertThat(object.path("crc32c").asString()).isEqualTo("mnG7TA==");
    assertThat(object.path("metageneration").asString()).isEqualTo("1");
    assertThat(object.path("contentType").asString()).isEqualTo("text/plain");
    assertThat(object.path("id").asString())
        .isEqualTo("bucket/some/name.txt/" + object.path("generation").asString());
    assertThat(object.path("selfLink").asString()).endsWith("/b/bucket/o/some%2Fname.txt");
    assertThat(object.has("etag") && object.has("timeCreated") && object.has("updated")).isTrue();
    assertThat(json(get("/storage/v1/b/bucket/o/some%2Fname.txt"))).isEqualTo(object);
  }

  @Test
  void content_is_read_whole_and_in_ranges() {
    upload("a", "0123456789");

    assertThat(get("/storage/v1/b/bucket/o/a?alt=media").body()).isEqualTo("0123456789");
    assertThat(get("/download/storage/v1/b/bucket/o/a?alt=media").body()).isEqualTo("0123456789");
    assertRange("bytes=2-4", 206, "234", "bytes 2-4/10");
    assertRange("bytes=7-", 206, "789", "bytes 7-9/10");
    assertRange("bytes=-3", 206, "789", "bytes 7-9/10");
    assertRange("bytes=5-100", 206, "56789", "bytes 5-9/10");
    assertThat(range("bytes=10-").statusCode()).isEqualTo(416);
  }

  @Test
  void two_parts_make_an_object_with_its_metadata() {
    var body =
        "--x\r\nContent-Type: application/json\r\n\r\n"
            + "{\"name\":\"m\",\"metadata\":{\"k\":\"v\"},\"contentType\":\"image/png\"}\r\n"
            + "--x\r\nContent-Type: text/plain\r\n\r\nab\r\ncd\r\n--x--\r\n";

    var object =
        json(
            send(
                request("/upload/storage/v1/b/bucket/o?uploadType=multipart")
                    .header("Content-Type", "multipart/related; boundary=\"x\"")
                    .POST(BodyPublishers.ofString(body))));

    assertThat(object.path("contentType").asString()).isEqualTo("image/png");
    assertThat(object.path("metadata").path("k").asString()).isEqualTo("v");
    assertThat(get("/storage/v1/b/bucket/o/m?alt=media").body()).isEqualTo("ab\r\ncd");
  }

  @Test
  void a_resumable_upload_goes_on_where_it_stood() {
    var begun =
        send(
            request("/upload/storage/v1/b/bucket/o?uploadType=resumable&name=r")
                .header("X-Upload-Content-Type", "text/csv")
                .POST(BodyPublishers.noBody()));
    var session = begun.headers().firstValue("Location").orElseThrow();

    var chunk = put(session, "0123", "bytes 0-3/*");
    assertThat(chunk.statusCode()).isEqualTo(308);
    assertThat(chunk.headers().firstValue("Range")).hasValue("bytes=0-3");
    assertThat(put(session, "", "bytes */*").headers().firstValue("Range")).hasValue("bytes=0-3");
    assertThat(get("/storage/v1/b/bucket/o/r").statusCode()).isEqualTo(404);
    // A chunk sent again, since its answer was lost, counts once.
    var last = put(session, "23456789", "bytes 2-9/10");
    assertThat(last.statusCode()).isEqualTo(200);
    assertThat(json(last).path("contentType").asString()).isEqualTo("text/csv");
    assertThat(put(session, "", "bytes */10").statusCode()).isEqualTo(200);
    assertThat(get("/storage/v1/b/bucket/o/r?alt=media").body()).isEqualTo("0123456789");
  }

  @Test
  void conditions_on_generations_hold() {
    var object = json(upload("c", "1"));
    var generation = object.path("generation").asString();

    assertError(upload("c", "2", "&ifGenerationMatch=0"), 412, "conditionNotMet");
    assertThat(get("/storage/v1/b/bucket/o/c?alt=media").body()).isEqualTo("1");
    assertThat(upload("c", "2", "&ifGenerationMatch=" + generation).statusCode()).isEqualTo(200);
    assertError(get("/storage/v1/b/bucket/o/c?generation=" + generation), 404, "notFound");
    assertError(
        delete("/storage/v1/b/bucket/o/c?ifGenerationMatch=" + generation), 412, "conditionNotMet");
    assertThat(get("/storage/v1/b/bucket/o/c?ifMetagenerationNotMatch=1").statusCode())
        .isEqualTo(304);
    assertThat(delete("/storage/v1/b/bucket/o/c").statusCode()).isEqualTo(204);
    assertError(delete("/storage/v1/b/bucket/o/c"), 404, "notFound");
  }

  @Test
  void lists_are_in_order_rolled_up_and_paged() {
    for (var name : List.of("b/2", "a", "b/1", "c/x/1", "ü", "😀", "d")) {
      upload(name, name);
    }

    assertThat(names("")).containsExactly("a", "b/1", "b/2", "c/x/1", "d", "ü", "😀");
    assertThat(names("prefix=b/")).containsExactly("b/1", "b/2");
    var rolled = json(get("/storage/v1/b/bucket/o?delimiter=/"));
    assertThat(texts(rolled.path("prefixes"))).containsExactly("b/", "c/");
    assertThat(names("delimiter=/")).containsExactly("a", "d", "ü", "😀");
    assertThat(names("delimiter=/&prefix=c/")).isEmpty();
    assertThat(names("startOffset=b/2&endOffset=d")).containsExactly("b/2", "c/x/1");
    for (var filter : List.of("", "&delimiter=/")) {
      List<String> seen = new ArrayList<>();
      var token = "";
      do {
        var page = json(get("/storage/v1/b/bucket/o?maxResults=2" + filter + token));
        page.path("items").forEach(item -> seen.add(item.path("name").asString()));
        seen.addAll(texts(page.path("prefixes")));
        token =
            page.has("nextPageToken") ? "&pageToken=" + page.path("nextPageToken").asString() : "";
      } while (!token.isEmpty());
      assertThat(seen).doesNotHaveDuplicates().hasSize(filter.isEmpty() ? 7 : 6);
    }
  }

  @Test
  void a_mask_leaves_the_fields_it_names() {
    upload("a", "1");

    var masked = json(get("/storage/v1/b/bucket/o?fields=items(name,size),nextPageToken"));

    assertThat(masked.toString()).isEqualTo("{\"items\":[{\"name\":\"a\",\"size\":\"1\"}]}");
  }

  @Test
  void metadata_is_patched_and_the_content_stays() {
    upload("p", "content");

    var patched =
        json(
            send(
                request("/storage/v1/b/bucket/o/p")
                    .method(
                        "PATCH",
                        BodyPublishers.ofString(
                            "{\"metadata\":{\"a\":\"1\"},\"cacheControl\":\"no-store\"}"))));

    assertThat(patched.path("metageneration").asString()).isEqualTo("2");
    assertThat(patched.path("metadata").path("a").asString()).isEqualTo("1");
    assertThat(get("/storage/v1/b/bucket/o/p?alt=media").headers().firstValue("Cache-Control"))
        .hasValue("no-store");
    assertThat(get("/storage/v1/b/bucket/o/p?alt=media").body()).isEqualTo("content");
  }

  @Test
  void objects_are_rewritten_and_composed() {
    upload("a/1", "one");
    upload("b", "two");

    var rewritten = json(post("/storage/v1/b/bucket/o/b/rewriteTo/b/bucket/o/new%2Fb", "{}"));
    post(
        "/storage/v1/b/bucket/o/both/compose",
        "{\"sourceObjects\":[{\"name\":\"a/1\"},{\"name\":\"b\"}]}");

    assertThat(rewritten.path("done").asBoolean()).isTrue();
    assertThat(get("/storage/v1/b/bucket/o/new%2Fb?alt=media").body()).isEqualTo("two");
    assertThat(get("/storage/v1/b/bucket/o/both?alt=media").body()).isEqualTo("onetwo");
  }

  @Test
  void everything_is_there_after_a_restart_and_nothing_that_was_not_whole() throws Exception {
    var object = json(upload("kept", "kept"));
    upload("gone", "gone");
    delete("/storage/v1/b/bucket/o/gone");
    send(
        request("/upload/storage/v1/b/bucket/o?uploadType=resumable&name=half")
            .POST(BodyPublishers.noBody()));
    Files.writeString(folder.resolve("buckets/bucket/left-1.content"), "of a crash");

    server.kill();
    server.start();

    assertThat(json(get("/storage/v1/b/bucket/o/kept"))).isEqualTo(object);
    assertThat(names("")).containsExactly("kept");
    assertThat(get("/storage/v1/b/bucket/o/kept?alt=media").body()).isEqualTo("kept");
    try (var left = Files.list(folder.resolve("buckets/bucket"))) {
      assertThat(left).hasSize(3);
    }
    try (var arriving = Files.list(folder.resolve("arriving"))) {
      assertThat(arriving).isEmpty();
    }
  }

  @Test
  void of_many_who_write_a_new_name_at_once_one_does() {
    var statuses =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(n -> upload("race", "n" + n, "&ifGenerationMatch=0").statusCode())
            .toList();

    assertThat(statuses).containsOnly(200, 412);
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
  }

  @Test
  void nothing_is_public() throws Exception {
    upload("a", "secret");

    assertThat(get("/bucket/a").body()).isEqualTo("secret");
    assertThat(get("/bucket/a?X-Goog-Signature=00").statusCode()).isEqualTo(400);
    var later = Instant.now().plusSeconds(600);
    var stranger = ServiceAccount.in(folder.resolve("stranger.json"));
    for (var login :
        List.of(
            "x",
            "Bearer x",
            "Bearer a.b.c",
            token.substring(0, token.length() - 8),
            token.replaceFirst("\\.[^.]+$", "."),
            AccountTokens.of(account, "RS256", Instant.now().minusSeconds(1)),
            AccountTokens.of(account, "none", later),
            AccountTokens.of(stranger, "RS256", later))) {
      for (var method : List.of("GET", "HEAD", "DELETE", "PUT")) {
        assertThat(anyone("/bucket/a", method, login)).as(method + " " + login).isEqualTo(403);
      }
      for (var path :
          List.of(
              "/storage/v1/b",
              "/storage/v1/b/bucket/o/a",
              "/storage/v1/b/bucket/o/a?X-Goog-Signature=00",
              "/download/storage/v1/b/bucket/o/a",
              "/upload/storage/v1/b/bucket/o?uploadType=media&name=a")) {
        assertThat(anyone(path, "GET", login)).as(path + " " + login).isEqualTo(401);
      }
    }
    assertThat(get("/bucket/a").body()).isEqualTo("secret");
  }

  private int anyone(String path, String method, String login) {
    return send(HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Authorization", login)
            .header("x-goog-api-client", "gl-go/1")
            .method(method, BodyPublishers.noBody()))
        .statusCode();
  }

  private void assertRange(String header, int status, String body, String range) {
    var part = range(header);
    assertThat(part.statusCode()).isEqualTo(status);
    assertThat(part.body()).isEqualTo(body);
    assertThat(part.headers().firstValue("Content-Range")).hasValue(range);
  }

  private HttpResponse<String> range(String header) {
    return send(request("/storage/v1/b/bucket/o/a?alt=media").header("Range", header).GET());
  }

  private HttpResponse<String> upload(String name, String content) {
    return upload(name, content, "");
  }

  private HttpResponse<String> upload(String name, String content, String query) {
    return send(
        request("/upload/storage/v1/b/bucket/o?uploadType=media&name=" + Paths.encode(name) + query)
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(content)));
  }

  private HttpResponse<String> put(String session, String chunk, String range) {
    return send(
        HttpRequest.newBuilder(URI.create(session))
            .header("Authorization", token)
            .header("Content-Range", range)
            .PUT(BodyPublishers.ofString(chunk)));
  }

  private List<String> names(String query) {
    List<String> names = new ArrayList<>();
    json(get("/storage/v1/b/bucket/o?" + query))
        .path("items")
        .forEach(item -> names.add(item.path("name").asString()));
    return names;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asString()));
    return texts;
  }

  private static void assertError(HttpResponse<String> answer, int status, String reason) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    var error = json(answer).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(status);
    assertThat(error.path("errors").path(0).path("reason").asString()).isEqualTo(reason);
  }

  private HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  private HttpResponse<String> delete(String path) {
    return send(request(path).DELETE());
  }

  private HttpResponse<String> post(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).header("Authorization", token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
