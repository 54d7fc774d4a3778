package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectUpload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file's bytes on their way from the form to the store, a buffer at a time. */
final class Received implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final UploadForm.FilePart part;
  private final long held;
  private final Instant latest;
  private final Now now;
  private final MessageDigest sha256;
  private String contentType = "application/octet-stream";
  private long size;
  private @Nullable ObjectUpload upload;

  /**
   * @param held how many bytes may come
   * @param latest when they must have come
   */
  Received(UploadForm.FilePart part, long held, Instant latest, Now now) {
    this.part = part;
    this.held = held;
    this.latest = latest;
    this.now = now;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** More came than there was room for. */
  static final class Overrun extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long bytes;

    Overrun(long bytes) {
      super("more than the room that was left", null, false, false);
      this.bytes = bytes;
    }

    long bytes() {
      return bytes;
    }
  }

  /**
   * Sends all bytes on.
   *
   * @throws ProblemException 413 at the first byte too many, 400 when it takes too long
   * @throws Overrun at the first byte for which there is no room
   */
  void into(ObjectStore store, String objectName) {
    byte[] head = new byte[FileTypes.HEAD_BYTES];
    int first = part.read(head);
    take(head, first);
    byte[] begin = Arrays.copyOf(head, first);
    contentType = FileTypes.sniff(begin, part.name());
    var begun = store.create(objectName, FileTypes.served(contentType, begin, part.name()));
    upload = begun;
    begun.write(head, 0, first);
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = part.read(buffer); read > 0; read = part.read(buffer)) {
      take(buffer, read);
      begun.write(buffer, 0, read);
    }
  }

  private void take(byte[] buffer, int length) {
    sha256.update(buffer, 0, length);
    size += length;
    if (size > FileLimits.MAX_BYTES) {
      throw ProblemException.fileTooLarge(FileLimits.MAX_BYTES, size);
    }
    if (size > held) {
      throw new Overrun(size);
    }
    if (now.get().isAfter(latest)) {
      throw ProblemException.invalid(
          "The upload took longer than " + FileLimits.LONGEST_UPLOAD.toMinutes() + " minutes.");
    }
  }

  /** Makes the object exist. */
  void complete() {
    if (upload != null) {
      upload.complete();
    }
  }

  String contentType() {
    return contentType;
  }

  long size() {
    return size;
  }

  /** In hexadecimal digits; to be asked once. */
  String sha256() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  @Override
  public void close() {
    if (upload != null) {
      upload.close();
    }
  }
}
