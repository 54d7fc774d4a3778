package com.geniinow.runtime.servers.gcs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** Hands each request to the part of the API it is for, and answers what they refuse. */
final class Router implements HttpHandler {
  private final BucketApi buckets;
  private final ObjectApi objects;
  private final UploadApi uploads;
  private final XmlApi xml;
  private final Logins logins;
  private final Consumer<Exception> faults;

  /**
   * @param faults takes what went wrong in here
   */
  Router(
      BucketApi buckets,
      ObjectApi objects,
      UploadApi uploads,
      XmlApi xml,
      Logins logins,
      Consumer<Exception> faults) {
    this.buckets = buckets;
    this.objects = objects;
    this.uploads = uploads;
    this.xml = xml;
    this.logins = logins;
    this.faults = faults;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        var call = new Call(exchange);
        try {
          route(call, exchange.getRequestMethod());
        } catch (GcsException e) {
          refuse(call, e);
        }
      } catch (GcsException e) {
        exchange.sendResponseHeaders(e.status(), -1);
      } catch (RuntimeException e) {
        faults.accept(e);
        exchange.sendResponseHeaders(500, -1);
      }
    }
  }

  private void route(Call call, String method) throws IOException {
    var path = call.path();
    var api = path.indexOf("storage");
    var ours = path.size() > api + 2 && api >= 0 && path.get(api + 1).equals("v1");
    if (call.rawPath().equals("/")) {
      call.answer(200);
    } else if (ours && api == 0) {
      known(call);
      json(call, path.subList(2, path.size()));
    } else if (ours && api == 1 && path.getFirst().equals("download") && path.size() > 6) {
      known(call);
      objects.download(call, path.get(4), rest(path, 6));
    } else if (ours && path.get(api - 1).equals("upload") && path.size() == api + 5) {
      known(call);
      uploads.handle(call, path.get(api + 3));
    } else if (path.size() > 1) {
      xml.handle(call, method);
    } else {
      throw GcsException.notFound("The path");
    }
  }

  private void known(Call call) {
    if (!logins.isGood(call.header("Authorization"))) {
      throw new GcsException(401, "required", "Login required.");
    }
  }

  /** What follows {@code /storage/v1/}. */
  private void json(Call call, List<String> path) throws IOException {
    if (!path.getFirst().equals("b")) {
      throw GcsException.notFound("The path");
    }
    switch (path.size()) {
      case 1 -> buckets.all(call);
      case 2 -> buckets.one(call, path.get(1));
      default -> objects(call, path);
    }
  }

  private void objects(Call call, List<String> path) throws IOException {
    if (path.size() == 3 && path.get(2).equals("lockRetentionPolicy")) {
      buckets.lock(call, path.get(1));
      return;
    }
    if (!path.get(2).equals("o")) {
      throw GcsException.notFound("The path");
    }
    var bucket = path.get(1);
    if (path.size() == 3) {
      objects.list(call, bucket);
      return;
    }
    var posted = call.method().equals("POST");
    if (posted && path.size() == 5 && path.get(4).equals("compose")) {
      objects.compose(call, bucket, path.get(3));
    } else if (posted && path.size() == 9 && path.get(4).equals("rewriteTo")) {
      objects.rewrite(call, bucket, path.get(3), path.get(6), path.get(8));
    } else {
      objects.one(call, bucket, rest(path, 3));
    }
  }

  /** A name whose slashes a client did not encode. */
  private static String rest(List<String> path, int from) {
    return String.join("/", path.subList(from, path.size()));
  }

  private static void refuse(Call call, GcsException refused) throws IOException {
    if (refused.status() == 304) {
      call.answer(304);
      return;
    }
    var body = JsonMapper.shared().createObjectNode();
    var error = body.putObject("error");
    error.put("code", refused.status());
    error.put("message", refused.text());
    error
        .putArray("errors")
        .addObject()
        .put("message", refused.text())
        .put("domain", "global")
        .put("reason", refused.reason());
    call.query().remove("fields");
    call.answer(refused.status(), body);
  }
}
