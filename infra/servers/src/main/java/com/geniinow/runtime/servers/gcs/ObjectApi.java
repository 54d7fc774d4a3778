package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /storage/v1/b/{bucket}/o} and what is under it. */
final class ObjectApi {
  private static final int MOST_SOURCES = 32;

  private final Buckets buckets;

  ObjectApi(Buckets buckets) {
    this.buckets = buckets;
  }

  void list(Call call, String bucket) throws IOException {
    var listing = new ObjectListing(call.query());
    call.answer(200, listing.of(buckets.get(bucket).from(listing.from()), call.baseUrl()));
  }

  void one(Call call, String bucketName, String name) throws IOException {
    var bucket = buckets.get(bucketName);
    var generation = Preconditions.number(call.query(), "generation");
    var conditions = new Preconditions(call.query());
    switch (call.method()) {
      case "GET", "HEAD" -> {
        var object = bucket.get(name, generation, conditions);
        if (call.query().getOrDefault("alt", "json").equals("media")) {
          Media.send(call, bucket, object);
        } else {
          call.answer(200, object.resource(call.baseUrl()));
        }
      }
      case "PATCH", "POST" -> {
        var object = bucket.get(name, generation, conditions);
        var changed = Metadata.patchObject(object.json(), call.json());
        call.answer(200, bucket.change(object, changed).resource(call.baseUrl()));
      }
      case "DELETE" -> {
        bucket.delete(name, generation, conditions);
        call.answer(204);
      }
      default -> throw BucketApi.notAllowed();
    }
  }

  /** Answers the media wherever an object is asked for under {@code /download}. */
  void download(Call call, String bucketName, String name) throws IOException {
    var bucket = buckets.get(bucketName);
    Media.send(
        call,
        bucket,
        bucket.get(
            name,
            Preconditions.number(call.query(), "generation"),
            new Preconditions(call.query())));
  }

  /** Copies an object, at once whatever its size. */
  void rewrite(Call call, String from, String source, String to, String target) throws IOException {
    var bucket = buckets.get(from);
    var original =
        bucket.get(
            source,
            Preconditions.number(call.query(), "sourceGeneration"),
            new Preconditions(call.query(), "ifSource"));
    var described = Metadata.ofObject(original.json(), to, target);
    var given = call.json();
    described = Metadata.patchObject(described, given);
    StoredObject copy;
    var content = buckets.incoming();
    try {
      append(content, bucket, original);
      copy = buckets.get(to).put(described, content, new Preconditions(call.query()));
    } finally {
      content.drop();
    }
    var body = JsonMapper.shared().createObjectNode().put("kind", "storage#rewriteResponse");
    body.put("totalBytesRewritten", Long.toString(copy.size()));
    body.put("objectSize", Long.toString(copy.size()));
    body.put("done", true);
    body.set("resource", copy.resource(call.baseUrl()));
    call.answer(200, body);
  }

  /** Puts objects one behind the other into a new one. */
  void compose(Call call, String bucketName, String name) throws IOException {
    var bucket = buckets.get(bucketName);
    var given = call.json();
    var sources = given.path("sourceObjects");
    if (sources.isEmpty() || sources.size() > MOST_SOURCES) {
      throw GcsException.invalid("The number of source components must be 1 to 32.");
    }
    ObjectNode described =
        Metadata.ofObject(
            given.get("destination") instanceof ObjectNode destination
                ? destination
                : JsonMapper.shared().createObjectNode(),
            bucketName,
            name);
    var content = buckets.incoming();
    try {
      for (JsonNode source : sources) {
        append(content, bucket, source(bucket, source));
      }
      described.put("componentCount", sources.size());
      call.answer(
          200,
          bucket.put(described, content, new Preconditions(call.query())).resource(call.baseUrl()));
    } finally {
      content.drop();
    }
  }

  private static StoredObject source(BucketFolder bucket, JsonNode source) {
    @Nullable Long generation =
        source.has("generation") ? Long.valueOf(source.path("generation").asString()) : null;
    var object =
        bucket.get(
            source.path("name").asString(""), generation, new Preconditions(java.util.Map.of()));
    var match = source.path("objectPreconditions").path("ifGenerationMatch");
    if (!match.isMissingNode() && Long.parseLong(match.asString()) != object.generation()) {
      throw GcsException.conditionNotMet("ifGenerationMatch");
    }
    return object;
  }

  private static void append(Incoming content, BucketFolder bucket, StoredObject object)
      throws IOException {
    try (var in = Files.newInputStream(bucket.content(object))) {
      content.takeAfter(0, in);
    } catch (NoSuchFileException e) {
      throw GcsException.notFound("Object " + object.name());
    }
  }
}
