package com.geniinow.runtime.servers.gcs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object's resource as the JSON API knows it, without what follows from the server's address.
 *
 * @param json never changed once it is here
 */
record StoredObject(ObjectNode json) {
  /** As Google lists names: by the bytes of their UTF-8. */
  static final Comparator<String> BY_BYTES =
      Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  String bucket() {
    return json.path("bucket").asString("");
  }

  String name() {
    return json.path("name").asString("");
  }

  long generation() {
    return Long.parseLong(json.path("generation").asString("0"));
  }

  long metageneration() {
    return Long.parseLong(json.path("metageneration").asString("0"));
  }

  long size() {
    return Long.parseLong(json.path("size").asString("0"));
  }

  String contentType() {
    return json.path("contentType").asString("application/octet-stream");
  }

  /** A text field, or an empty text. */
  String text(String field) {
    return json.path(field).asString("");
  }

  /** A tag that changes with content and metadata. */
  static String etag(long generation, long metageneration) {
    return Base64.getEncoder()
        .encodeToString((generation + "/" + metageneration).getBytes(StandardCharsets.US_ASCII));
  }

  /** The resource with the links that a client of this address can follow. */
  ObjectNode resource(String baseUrl) {
    var resource = json.deepCopy();
    var path = "/b/" + Paths.encode(bucket()) + "/o/" + Paths.encode(name());
    resource.put("kind", "storage#object");
    resource.put("id", bucket() + "/" + name() + "/" + generation());
    resource.put("selfLink", baseUrl + "/storage/v1" + path);
    resource.put(
        "mediaLink",
        baseUrl + "/download/storage/v1" + path + "?generation=" + generation() + "&alt=media");
    return resource;
  }
}
