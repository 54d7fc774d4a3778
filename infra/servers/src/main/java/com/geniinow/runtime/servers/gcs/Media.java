package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** An object's content as an answer, whole or in part. */
final class Media {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final Map<String, String> HEADERS =
      Map.of(
          "cacheControl", "Cache-Control",
          "contentDisposition", "Content-Disposition",
          "contentEncoding", "Content-Encoding",
          "contentLanguage", "Content-Language");

  private Media() {}

  /**
   * Sends what the request's {@code Range} asks for; one that can't be read is as if not there.
   *
   * @throws GcsException 416 for a range behind the end
   */
  static void send(Call call, BucketFolder bucket, StoredObject object) throws IOException {
    headers(call, object);
    long size = object.size();
    try {
      var range = RANGE.matcher(call.header("Range"));
      if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
        call.file(200, bucket.content(object), 0, size);
        return;
      }
      var fromEnd = range.group(1).isEmpty();
      long first = fromEnd ? Math.max(0, size - number(range.group(2))) : number(range.group(1));
      long last =
          fromEnd || range.group(2).isEmpty()
              ? size - 1
              : Math.min(size - 1, number(range.group(2)));
      if (first >= size || last < first) {
        call.set("Content-Range", "bytes */" + size);
        throw new GcsException(
            416, "requestedRangeNotSatisfiable", "Request range not satisfiable");
      }
      call.set("Content-Range", "bytes " + first + "-" + last + "/" + size);
      call.file(206, bucket.content(object), first, last - first + 1);
    } catch (NoSuchFileException e) {
      // Deleted or replaced since it was looked up.
      throw GcsException.notFound("Object " + object.name());
    }
  }

  private static void headers(Call call, StoredObject object) {
    call.set("Content-Type", object.contentType());
    call.set("X-Content-Type-Options", "nosniff");
    call.set("Accept-Ranges", "bytes");
    call.set("ETag", object.text("etag"));
    call.set("x-goog-generation", Long.toString(object.generation()));
    call.set("x-goog-metageneration", Long.toString(object.metageneration()));
    call.set("x-goog-storage-class", object.text("storageClass"));
    call.set("x-goog-stored-content-length", Long.toString(object.size()));
    var encoding = object.text("contentEncoding");
    call.set("x-goog-stored-content-encoding", encoding.isEmpty() ? "identity" : encoding);
    call.set("x-goog-hash", "crc32c=" + object.text("crc32c") + ",md5=" + object.text("md5Hash"));
    for (String field : List.copyOf(HEADERS.keySet())) {
      var value = object.json().get(field);
      if (value != null) {
        call.set(HEADERS.getOrDefault(field, field), value.asString());
      }
    }
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
