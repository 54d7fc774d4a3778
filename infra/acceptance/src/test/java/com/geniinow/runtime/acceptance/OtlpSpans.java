package com.geniinow.runtime.acceptance;

import com.github.tomakehurst.wiremock.client.WireMock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The spans that were exported: as much of OTLP's protobuf as their names and trace ids need. */
final class OtlpSpans {
  record Span(String traceId, String name) {}

  private OtlpSpans() {}

  static List<Span> received() {
    List<Span> spans = new ArrayList<>();
    for (var request :
        RunningSystem.get()
            .traces()
            .findAll(WireMock.postRequestedFor(WireMock.urlEqualTo("/v1/traces")))) {
      for (var resourceSpans : fields(unpacked(request.getBody()), 1)) {
        for (var scopeSpans : fields(resourceSpans, 2)) {
          for (var span : fields(scopeSpans, 2)) {
            spans.add(
                new Span(
                    HexFormat.of().formatHex(fields(span, 1).getFirst()),
                    new String(fields(span, 5).getFirst(), StandardCharsets.UTF_8)));
          }
        }
      }
    }
    return spans;
  }

  static byte[] unpacked(byte[] body) {
    if (body.length < 2 || body[0] != 0x1f || body[1] != (byte) 0x8b) {
      return body;
    }
    try (var gzip = new GZIPInputStream(new java.io.ByteArrayInputStream(body))) {
      return gzip.readAllBytes();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The length-delimited fields of a message that have this number. */
  private static List<byte[]> fields(byte[] message, int number) {
    List<byte[]> found = new ArrayList<>();
    var in = ByteBuffer.wrap(message);
    while (in.hasRemaining()) {
      long tag = varint(in);
      switch ((int) (tag & 7)) {
        case 0 -> varint(in);
        case 1 -> in.position(in.position() + 8);
        case 5 -> in.position(in.position() + 4);
        case 2 -> {
          var field = new byte[(int) varint(in)];
          in.get(field);
          if (tag >>> 3 == number) {
            found.add(field);
          }
        }
        default -> throw new IllegalStateException("no such wire type: " + tag);
      }
    }
    return found;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (var shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
