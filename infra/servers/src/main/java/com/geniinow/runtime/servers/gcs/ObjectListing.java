package com.geniinow.runtime.servers.gcs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A page of a bucket's objects: by prefix, rolled up at a delimiter, from a token on. */
final class ObjectListing {
  private static final long LARGEST_PAGE = 1000;

  private final String prefix;
  private final String delimiter;
  private final String start;
  private final String end;
  private final boolean withDelimiter;
  private final long limit;
  private final String after;

  ObjectListing(Map<String, String> query) {
    prefix = query.getOrDefault("prefix", "");
    delimiter = query.getOrDefault("delimiter", "");
    start = query.getOrDefault("startOffset", "");
    end = query.getOrDefault("endOffset", "");
    withDelimiter = query.getOrDefault("includeTrailingDelimiter", "").equals("true");
    var max = Preconditions.number(query, "maxResults");
    if (max != null && max < 0) {
      throw GcsException.invalid("Invalid value for maxResults.");
    }
    limit = max == null || max == 0 ? LARGEST_PAGE : Math.min(max, LARGEST_PAGE);
    after = token(query.getOrDefault("pageToken", ""));
  }

  /** Where in the bucket to begin. */
  String from() {
    String from = StoredObject.BY_BYTES.compare(start, prefix) > 0 ? start : prefix;
    return StoredObject.BY_BYTES.compare(after, from) > 0 ? after : from;
  }

  /**
   * @param objects those from {@link #from()} on, in order
   */
  ObjectNode of(List<StoredObject> objects, String baseUrl) {
    var body = JsonMapper.shared().createObjectNode().put("kind", "storage#objects");
    var items = JsonMapper.shared().createArrayNode();
    TreeSet<String> prefixes = new TreeSet<>(StoredObject.BY_BYTES);
    var last = "";
    for (StoredObject object : objects) {
      var name = object.name();
      if (!name.startsWith(prefix)
          || !end.isEmpty() && StoredObject.BY_BYTES.compare(name, end) >= 0) {
        break;
      }
      int cut = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
      String rolled = cut < 0 ? "" : name.substring(0, cut + delimiter.length());
      var item = cut < 0 || withDelimiter && rolled.equals(name);
      if (isBefore(name, rolled)) {
        continue;
      }
      if (items.size() + prefixes.size() >= limit && !(prefixes.contains(rolled) && !item)) {
        body.put("nextPageToken", encode(last));
        break;
      }
      if (cut >= 0) {
        prefixes.add(rolled);
      }
      if (item) {
        items.add(object.resource(baseUrl));
      }
      last = cut < 0 ? name : rolled;
    }
    if (!items.isEmpty()) {
      body.set("items", items);
    }
    if (!prefixes.isEmpty()) {
      var rolled = body.putArray("prefixes");
      prefixes.forEach(rolled::add);
    }
    return body;
  }

  /** Whether an earlier page had this one. */
  private boolean isBefore(String name, String rolled) {
    return !after.isEmpty()
        && (StoredObject.BY_BYTES.compare(name, after) <= 0 || rolled.equals(after));
  }

  private static String encode(String name) {
    return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String token(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw GcsException.invalid("Invalid value for pageToken.");
    }
  }
}
