package com.geniinow.runtime.command.file;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Ids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * A multipart form with a part {@code file} and perhaps a field {@code task_id} before or after it,
 * read as it comes: nothing of the file is kept here.
 */
final class UploadForm {
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int BUFFER_BYTES = 32 << 10;

  private final MultipartInput parts;
  private final int boundaryLength;
  private final long contentLength;
  private long before;
  private @Nullable UUID taskId;

  private UploadForm(MultipartInput parts, int boundaryLength, long contentLength) {
    this.parts = parts;
    this.boundaryLength = boundaryLength;
    this.contentLength = contentLength;
  }

  /**
   * Begins to read.
   *
   * @param contentLength of the whole form, or -1 when nobody says
   * @throws ProblemException 415 for another kind of body, 413 for one that says it is too long
   */
  static UploadForm open(@Nullable String contentType, long contentLength, Body body) {
    var boundary = boundary(contentType);
    if (contentLength > FileLimits.MAX_BYTES + FileLimits.MAX_ENVELOPE_BYTES) {
      throw ProblemException.fileTooLarge(FileLimits.MAX_BYTES, contentLength);
    }
    return reading(
        () -> {
          var parts =
              MultipartInput.builder()
                  .setInputStream(body.open())
                  .setBufferSize(BUFFER_BYTES)
                  .setBoundary(boundary)
                  .setPartHeaderSizeMax(MAX_HEADER_BYTES)
                  .get();
          // Bytes one to one, so that they can be counted; names are decoded on their own.
          parts.setHeaderCharset(StandardCharsets.ISO_8859_1);
          return new UploadForm(parts, boundary.length, contentLength);
        });
  }

  /** Opens the request's body; a client that asked may send it from then on. */
  interface Body {
    InputStream open() throws IOException;
  }

  /**
   * Goes on to the file.
   *
   * @throws ProblemException 400 when there is none, 413 when it must be too large
   */
  FilePart file() {
    return reading(
        () -> {
          for (var more = parts.skipPreamble(); more; more = parts.readBoundary()) {
            var headers = parts.readHeaders();
            var part = PartHeaders.parse(headers);
            before += boundaryLength + 4L + headers.length();
            if (part.field().equals("file")) {
              return filePart(part.fileName());
            }
            before += field(part.field(), FileLimits.MAX_ENVELOPE_BYTES) + 2L;
          }
          throw ProblemException.invalidField("file", "is missing");
        });
  }

  private FilePart filePart(String name) {
    if (contentLength < 0) {
      return new FilePart(name, 1, FileLimits.MAX_BYTES, parts.newInputStream());
    }
    // "\r\n--boundary--" follows at least.
    long atMost = Math.max(0, contentLength - before - boundaryLength - 6L);
    long atLeast = Math.max(0, atMost - 2 - FileLimits.MAX_TRAILER_BYTES);
    if (atLeast > FileLimits.MAX_BYTES) {
      throw ProblemException.fileTooLarge(FileLimits.MAX_BYTES, atMost);
    }
    return new FilePart(
        name, atLeast, Math.min(atMost, FileLimits.MAX_BYTES), parts.newInputStream());
  }

  /**
   * Reads what follows the file, to the form's end.
   *
   * @throws ProblemException 400 when the form breaks off or holds something else
   */
  void finish() {
    reading(
        () -> {
          int left = FileLimits.MAX_TRAILER_BYTES;
          while (parts.readBoundary()) {
            var headers = parts.readHeaders();
            left -= headers.length();
            left -= field(PartHeaders.parse(headers).field(), Math.max(left, 0));
          }
          return true;
        });
  }

  /** The task named so far. */
  @Nullable UUID taskId() {
    return taskId;
  }

  private int field(String name, int most) throws IOException {
    if (!name.equals("task_id") || taskId != null) {
      throw ProblemException.invalid("The form takes one file and one task_id, nothing else.");
    }
    var value = new ByteArrayOutputStream();
    try (var in = parts.newInputStream()) {
      value.writeBytes(in.readNBytes(most + 1));
      if (value.size() > most) {
        throw ProblemException.invalidField("task_id", "must be a UUID");
      }
    }
    var text = value.toString(StandardCharsets.UTF_8).strip();
    taskId =
        Ids.parse(text)
            .orElseThrow(() -> ProblemException.invalidField("task_id", "must be a UUID"));
    return value.size();
  }

  private static byte[] boundary(@Nullable String contentType) {
    try {
      var type = contentType == null ? null : MediaType.parseMediaType(contentType);
      if (type != null && MediaType.MULTIPART_FORM_DATA.equalsTypeAndSubtype(type)) {
        var boundary = type.getParameter("boundary");
        if (boundary == null || boundary.isEmpty()) {
          throw ProblemException.invalid("The form's boundary is missing.");
        }
        return boundary.replace("\"", "").getBytes(StandardCharsets.ISO_8859_1);
      }
    } catch (InvalidMediaTypeException e) {
      // Said below.
    }
    throw ProblemException.unsupportedMediaType("The body must be multipart/form-data.");
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /** A body that can't be read is the client's doing, or the client is gone. */
  static <T> T reading(Reading<T> work) {
    try {
      return work.read();
    } catch (IOException | IllegalArgumentException e) {
      throw ProblemException.invalid("The body is not a readable multipart form.");
    }
  }

  /**
   * The file within the form, its content still to come.
   *
   * @param atLeast the smallest size it can have, in bytes
   * @param atMost the largest
   */
  record FilePart(String name, long atLeast, long atMost, InputStream content) {
    /** Reads what is there, at least a byte; -1 at the end. */
    int read(byte[] buffer) {
      return reading(() -> content.read(buffer, 0, buffer.length));
    }

    /** The same file with its beginning at hand: the size of a small one is known then. */
    FilePart readAhead(UploadTime time) {
      var ahead = new ByteArrayOutputStream();
      var buffer = new byte[BUFFER_BYTES];
      var read = 0;
      while (ahead.size() <= FileLimits.READ_AHEAD_BYTES && read >= 0) {
        read = read(buffer);
        time.check();
        ahead.write(buffer, 0, Math.max(read, 0));
      }
      var begin = new ByteArrayInputStream(ahead.toByteArray());
      long size = ahead.size();
      return read < 0
          ? new FilePart(name, size, size, begin)
          : new FilePart(
              name,
              Math.max(atLeast, size),
              Math.max(atMost, size),
              new SequenceInputStream(begin, content));
    }
  }
}
