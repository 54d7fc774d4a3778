package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code /{bucket}/{object}}, where signed URLs point. Nothing is public here: without a signature
 * it answers accounts that it knows alone, since some of Google's clients read this way.
 */
final class XmlApi {
  private final Buckets buckets;
  private final SignedRequests signed;
  private final Logins logins;

  XmlApi(Buckets buckets, SignedRequests signed, Logins logins) {
    this.buckets = buckets;
    this.signed = signed;
    this.logins = logins;
  }

  void handle(Call call, String method) throws IOException {
    try {
      authorize(call, method);
      var bucket = buckets.get(call.path().getFirst());
      var name = String.join("/", call.path().subList(1, call.path().size()));
      @Nullable Long generation = Preconditions.number(call.query(), "generation");
      var conditions = new Preconditions(call.query());
      switch (method) {
        case "GET", "HEAD" -> Media.send(call, bucket, bucket.get(name, generation, conditions));
        default -> throw new XmlError(405, "MethodNotAllowed", "The method is not allowed.");
      }
    } catch (XmlError e) {
      call.xml(e.status(), e.body());
    } catch (GcsException e) {
      if (e.status() == 304) {
        call.answer(304);
        return;
      }
      String code =
          switch (e.status()) {
            case 404 -> e.text().startsWith("Bucket") ? "NoSuchBucket" : "NoSuchKey";
            case 412 -> "PreconditionFailed";
            case 416 -> "InvalidRange";
            default -> "InvalidArgument";
          };
      call.xml(e.status(), new XmlError(e.status(), code, "The request failed.").body());
    }
  }

  private void authorize(Call call, String method) {
    if (SignedRequests.isSigned(call.query())) {
      signed.verify(method, call.rawPath(), call.rawQuery(), call.query(), call::header);
    } else if (!logins.isGood(call.header("Authorization"))) {
      throw new XmlError(403, "AccessDenied", "Access denied.");
    }
  }
}
