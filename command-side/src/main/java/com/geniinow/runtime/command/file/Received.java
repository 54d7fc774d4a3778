package com.geniinow.runtime.command.file;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectUpload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file's bytes on their way from the form to the store, a buffer at a time. */
final class Received implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final UploadForm.FilePart part;
  private final Room room;
  private final UploadTime time;
  private final MessageDigest sha256;
  private String contentType = "application/octet-stream";
  private long held;
  private long size;
  private @Nullable ObjectUpload upload;

  /**
   * @param held how many bytes may come before more room is asked for
   */
  Received(UploadForm.FilePart part, long held, Room room, UploadTime time) {
    this.part = part;
    this.held = held;
    this.room = room;
    this.time = time;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Makes more room. */
  interface Room {
    /**
     * Asks for room for a file that has come so far.
     *
     * @return how many bytes may come now
     * @throws ProblemException when there is none
     */
    long grow(long bytes);
  }

  /**
   * Sends all bytes on.
   *
   * @throws ProblemException 413 at the first byte too many, 429 at the first for which there is no
   *     room, 400 when it takes too long
   */
  void into(ObjectStore store, String objectName) {
    var head = new byte[FileTypes.HEAD_BYTES];
    var first = part.read(head);
    var begin = Arrays.copyOf(head, Math.max(first, 0));
    take(begin, begin.length);
    contentType = FileTypes.sniff(begin, part.name());
    var begun = store.create(objectName, FileTypes.served(contentType, begin, part.name()));
    upload = begun;
    begun.write(begin, 0, begin.length);
    var buffer = new byte[BUFFER_BYTES];
    for (var read = part.read(buffer); read > 0; read = part.read(buffer)) {
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
      held = room.grow(size);
    }
    time.check();
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
