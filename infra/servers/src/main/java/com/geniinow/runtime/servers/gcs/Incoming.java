package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/** Content on its way in: a file of its own, with its checksums reckoned as it comes. */
final class Incoming extends OutputStream {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest md5;
  private final CRC32C crc32c = new CRC32C();
  private long size;

  Incoming(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      this.md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  Path file() {
    return file;
  }

  long size() {
    return size;
  }

  String md5Hash() {
    try {
      return Base64.getEncoder().encodeToString(((MessageDigest) md5.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's MD5 can be cloned", e);
    }
  }

  /** Four bytes, the highest first, in Base64. */
  String crc32c() {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(4).putInt((int) crc32c.getValue()).array());
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    var buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    md5.update(bytes, offset, length);
    crc32c.update(bytes, offset, length);
    size += length;
  }

  /** Takes all of a stream but its first bytes, which were taken before. */
  void takeAfter(long skipped, InputStream in) throws IOException {
    long toSkip = skipped;
    var buffer = new byte[BUFFER];
    for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      var known = (int) Math.min(toSkip, read);
      toSkip -= known;
      write(buffer, known, read - known);
    }
  }

  /** Puts the content on the disk; nothing can be written any more. */
  void seal() throws IOException {
    if (channel.isOpen()) {
      channel.force(true);
      channel.close();
    }
  }

  /** Drops the content, unless it was moved away. */
  void drop() {
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
