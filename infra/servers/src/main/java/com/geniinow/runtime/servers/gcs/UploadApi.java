package com.geniinow.runtime.servers.gcs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /upload/storage/v1/b/{bucket}/o}: content at once, in two parts, or resumable. */
final class UploadApi {
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=(?:\"([^\"]+)\"|'([^']+)'|([^;\\s]+))");
  private static final Pattern PART_TYPE = Pattern.compile("(?im)^content-type:\\s*(.*?)\\s*$");

  private final Buckets buckets;
  private final Sessions sessions;

  UploadApi(Buckets buckets, Sessions sessions) {
    this.buckets = buckets;
    this.sessions = sessions;
  }

  void handle(Call call, String bucketName) throws IOException {
    var id = call.query().getOrDefault("upload_id", "");
    switch (call.method()) {
      case "POST" -> {
        if (!id.isEmpty()) {
          sessions.resume(call, id);
          return;
        }
        var bucket = buckets.get(bucketName);
        switch (call.query().getOrDefault("uploadType", "")) {
          case "media" -> media(call, bucketName, bucket);
          case "multipart" -> multipart(call, bucketName, bucket);
          case "resumable" -> resumable(call, bucketName, bucket);
          default -> throw GcsException.invalid("Invalid uploadType.");
        }
      }
      case "PUT" -> sessions.resume(call, id);
      case "DELETE" -> {
        sessions.drop(id);
        call.answer(499);
      }
      default -> throw BucketApi.notAllowed();
    }
  }

  private void media(Call call, String bucketName, BucketFolder bucket) throws IOException {
    var given = JsonMapper.shared().createObjectNode();
    describe(given, "contentType", call.header("Content-Type"));
    describe(given, "contentEncoding", call.query().getOrDefault("contentEncoding", ""));
    var described = Metadata.ofObject(given, bucketName, name(call.query(), given));
    var content = buckets.incoming();
    try {
      content.takeAfter(0, call.rawBody());
      finish(call, bucket, described, given, content);
    } finally {
      content.drop();
    }
  }

  private void multipart(Call call, String bucketName, BucketFolder bucket) throws IOException {
    var boundary = BOUNDARY.matcher(call.header("Content-Type"));
    if (!boundary.find()) {
      throw GcsException.invalid("The multipart boundary is missing.");
    }
    var mark = boundary.group(1);
    mark = mark == null ? boundary.group(2) : mark;
    mark = mark == null ? boundary.group(3) : mark;
    var content = buckets.incoming();
    try {
      var parts =
          MultipartInput.builder()
              .setInputStream(call.body())
              .setBoundary(mark.getBytes(StandardCharsets.ISO_8859_1))
              .get();
      if (!parts.skipPreamble()) {
        throw GcsException.invalid("The multipart body has no parts.");
      }
      parts.readHeaders();
      var json = new ByteArrayOutputStream();
      parts.readBodyData(json);
      var given = Call.object(json.toByteArray());
      if (!parts.readBoundary()) {
        throw GcsException.invalid("The multipart body has one part only.");
      }
      var type = PART_TYPE.matcher(parts.readHeaders());
      if (!given.has("contentType") && type.find()) {
        describe(given, "contentType", type.group(1));
      }
      parts.readBodyData(content);
      var name = name(call.query(), given);
      finish(call, bucket, Metadata.ofObject(given, bucketName, name), given, content);
    } catch (FileUploadException e) {
      throw GcsException.invalid("The multipart body can't be read.");
    } finally {
      content.drop();
    }
  }

  private static void finish(
      Call call, BucketFolder bucket, ObjectNode described, ObjectNode given, Incoming content)
      throws IOException {
    Sessions.verify(given, content);
    var object = bucket.put(described, content, new Preconditions(call.query()));
    call.answer(200, object.resource(call.baseUrl()));
  }

  private void resumable(Call call, String bucketName, BucketFolder bucket) throws IOException {
    var given = call.json();
    if (!given.has("contentType")) {
      var type = call.header("X-Upload-Content-Type");
      describe(given, "contentType", type.isEmpty() ? "application/octet-stream" : type);
    }
    var name = name(call.query(), given);
    var described = Metadata.ofObject(given, bucketName, name);
    var id = sessions.begin(bucket, described, given, call.query());
    call.set("X-GUploader-UploadID", id);
    call.set(
        "Location",
        call.baseUrl()
            + "/upload/storage/v1/b/"
            + Paths.encode(bucketName)
            + "/o?uploadType=resumable&upload_id="
            + id);
    call.answer(200);
  }

  private static String name(Map<String, String> query, ObjectNode given) {
    var inQuery = query.getOrDefault("name", "");
    var inBody = given.path("name").asString("");
    if (!inQuery.isEmpty() && !inBody.isEmpty() && !inQuery.equals(inBody)) {
      throw GcsException.invalid("The name in the query is not the one in the body.");
    }
    String name = inQuery.isEmpty() ? inBody : inQuery;
    var length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0) {
      throw new GcsException(400, "required", "Required");
    }
    if (length > 1024 || name.indexOf('\r') >= 0 || name.indexOf('\n') >= 0) {
      throw GcsException.invalid("The object's name is not valid.");
    }
    return name;
  }

  private static void describe(ObjectNode given, String field, String value) {
    if (!value.isEmpty()) {
      given.put(field, value);
    }
  }
}
