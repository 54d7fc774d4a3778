package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Resumable uploads: content in chunks, and where it stands when a client asks. They live as long
 * as the server and are forgotten a day after their last chunk.
 */
final class Sessions {
  private static final Duration KEPT = Duration.ofDays(1);
  private static final Pattern RANGE =
      Pattern.compile("bytes (?:(\\d+)-(\\d+|\\*)|\\*)/(\\d+|\\*)");

  private final Buckets buckets;
  private final InstantSource clock;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  Sessions(Buckets buckets, InstantSource clock) {
    this.buckets = buckets;
    this.clock = clock;
  }

  /** Begins one; answers its id. */
  String begin(
      BucketFolder bucket, ObjectNode described, ObjectNode given, Map<String, String> query)
      throws IOException {
    forget(clock.instant().minus(KEPT));
    var id = UUID.randomUUID().toString().replace("-", "");
    sessions.put(
        id, new Session(bucket, described, given, query, buckets.incoming(), clock.instant()));
    return id;
  }

  /** Takes a chunk, or says how far the upload has come. */
  void resume(Call call, String id) throws IOException {
    var session = session(id);
    synchronized (session) {
      session.touched = clock.instant();
      if (session.done == null) {
        session.take(call);
      }
      if (session.done == null) {
        long persisted = session.content.size();
        if (persisted > 0) {
          call.set("Range", "bytes=0-" + (persisted - 1));
        }
        call.set("X-Goog-Upload-Status", "active");
        call.answer(308);
      } else {
        call.answer(200, session.done.resource(call.baseUrl()));
      }
    }
  }

  /** Gives one up. */
  void drop(String id) {
    var session = session(id);
    synchronized (session) {
      sessions.remove(id);
      session.content.drop();
    }
  }

  private Session session(String id) {
    var session = sessions.get(id);
    if (session == null) {
      throw GcsException.notFound("Upload " + id);
    }
    return session;
  }

  private void forget(Instant before) {
    sessions.forEach(
        (id, session) -> {
          synchronized (session) {
            if (session.touched.isBefore(before)) {
              sessions.remove(id);
              session.content.drop();
            }
          }
        });
  }

  /**
   * Checks content against the checksums its uploader gave.
   *
   * @throws GcsException 400
   */
  static void verify(ObjectNode given, Incoming content) {
    var crc32c = given.path("crc32c").asString("");
    var md5 = given.path("md5Hash").asString("");
    if (!crc32c.isEmpty() && !crc32c.equals(content.crc32c())) {
      throw GcsException.invalid("The crc32c does not match the content.");
    }
    if (!md5.isEmpty() && !md5.equals(content.md5Hash())) {
      throw GcsException.invalid("The md5Hash does not match the content.");
    }
  }

  private static final class Session {
    private final BucketFolder bucket;
    private final ObjectNode described;
    private final ObjectNode given;
    private final Map<String, String> query;
    private final Incoming content;
    private Instant touched;
    private @Nullable StoredObject done;

    Session(
        BucketFolder bucket,
        ObjectNode described,
        ObjectNode given,
        Map<String, String> query,
        Incoming content,
        Instant touched) {
      this.bucket = bucket;
      this.described = described;
      this.given = given;
      this.query = query;
      this.content = content;
      this.touched = touched;
    }

    void take(Call call) throws IOException {
      var header = call.header("Content-Range");
      if (header.isEmpty()) {
        content.takeAfter(content.size(), call.rawBody());
        complete();
        return;
      }
      var range = RANGE.matcher(header);
      if (!range.matches()) {
        throw GcsException.invalid("Invalid Content-Range.");
      }
      var total = range.group(3);
      @Nullable String from = range.group(1);
      if (from != null) {
        long before = content.size();
        long first = Long.parseLong(from);
        if (first > before) {
          return; // A gap: the answer says from where on to send.
        }
        content.takeAfter(before - first, call.rawBody());
      }
      if (!total.equals("*")) {
        if (content.size() > Long.parseLong(total)) {
          throw GcsException.invalid("More content came than Content-Range says.");
        }
        if (content.size() == Long.parseLong(total)) {
          complete();
        }
      }
    }

    private void complete() throws IOException {
      verify(given, content);
      done = bucket.put(described, content, new Preconditions(query));
      content.drop();
    }
  }
}
