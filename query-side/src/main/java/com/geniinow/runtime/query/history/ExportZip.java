package com.geniinow.runtime.query.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A ZIP that is written as it goes, and says in its last entry what is in it. One that broke off
 * has no such entry and can't be opened.
 */
final class ExportZip implements AutoCloseable {
  /** Of every entry, so that the same content makes the same file. */
  private static final LocalDateTime SOME_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;
  private final List<Content> contents = new ArrayList<>();

  /**
   * An entry of the ZIP.
   *
   * @param lines of one in NDJSON; null of a file
   * @param sha256 of its bytes; null for a file whose bytes were not there
   */
  record Content(String name, @Nullable Long lines, long bytes, @Nullable String sha256) {}

  /**
   * What there is, in the last entry.
   *
   * @param exportId as the agent's ledger names it
   * @param takenBy the subject of whoever was given it
   */
  record Manifest(
      UUID agentId, UUID exportId, String takenBy, String takenAt, List<Content> contents) {}

  ExportZip(OutputStream out) {
    zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
  }

  List<Content> contents() {
    return List.copyOf(contents);
  }

  /** Writes an entry; what it writes may be of any length. */
  void add(String name, Writing writing) throws IOException {
    begin(name);
    var entry = new Entry(zip);
    writing.to(entry);
    entry.flush();
    contents.add(entry.content(name, entry.lines));
    zip.closeEntry();
  }

  /** Writes the bytes of a file; notes where they are not there. */
  void addFile(String name, @Nullable InputStream bytes) throws IOException {
    if (bytes == null) {
      contents.add(new Content(name, null, 0, null));
      return;
    }
    begin(name);
    var entry = new Entry(zip);
    bytes.transferTo(entry);
    entry.flush();
    contents.add(entry.content(name, null));
    zip.closeEntry();
  }

  private void begin(String name) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(SOME_TIME);
    zip.putNextEntry(entry);
  }

  /** Writes the content of one entry. */
  @FunctionalInterface
  interface Writing {
    void to(Entry entry) throws IOException;
  }

  /** One entry, counted and hashed on its way. */
  static final class Entry extends DigestOutputStream {
    private long bytes;
    private long lines;

    Entry(OutputStream out) {
      super(out, sha256());
    }

    /** Writes a line of NDJSON. */
    void line(String json) throws IOException {
      write((json + "\n").getBytes(StandardCharsets.UTF_8));
      lines++;
    }

    /** So many lines were written as bytes. */
    void count(long more) {
      lines += more;
    }

    @Override
    public void write(int b) throws IOException {
      super.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      super.write(b, off, len);
      bytes += len;
    }

    private Content content(String name, @Nullable Long ofLines) {
      var hash = HexFormat.of().formatHex(getMessageDigest().digest());
      return new Content(name, ofLines, bytes, hash);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  /** Ends the file; without it there is none. */
  void finish() throws IOException {
    zip.finish();
  }

  /** Frees what it holds, and ends nothing. */
  @Override
  public void close() {
    // The stream is the response's.
  }
}
