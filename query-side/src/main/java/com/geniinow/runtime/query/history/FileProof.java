package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.work.DerivedState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Verifies files: reads every object and compares its bytes with the SHA-256 of the file's row,
 * which the verification of tables compares with the file's event. A file that goes while it is
 * read is none.
 */
final class FileProof implements DerivedState {
  private static final int SHOWN = 20;

  /** Files that are in memory at once, without their bytes. */
  private static final int PAGE = 200;

  private static final int BUFFER = 1 << 16;

  /** Bytes after which the run says that it is alive. */
  private static final long ALIVE = 8L << 20;

  /** The next ones by their ids, from both tables: each by its own index. */
  private static final String NEXT =
      """
      SELECT file_id FROM (
        (SELECT file_id FROM agent_files
          WHERE file_id > :after AND (CAST(:entity AS uuid) IS NULL OR entity_id = :entity)
          ORDER BY file_id LIMIT :page)
        UNION
        (SELECT file_id FROM file_objects
          WHERE state = 'stored' AND file_id > :after
            AND (CAST(:entity AS uuid) IS NULL OR entity_id = :entity)
          ORDER BY file_id LIMIT :page)) n
      ORDER BY file_id LIMIT :page""";

  private static final String SELECT =
      """
      SELECT i.file_id, coalesce(f.agent_id, o.agent_id) AS agent_id, f.sha256, f.size_bytes,
        o.object_name
      FROM (%s) i LEFT JOIN agent_files f ON f.file_id = i.file_id
        LEFT JOIN file_objects o ON o.file_id = i.file_id AND o.state = 'stored'
      WHERE f.file_id IS NOT NULL OR o.file_id IS NOT NULL ORDER BY i.file_id""";

  private final JdbcClient jdbc;
  private final @Nullable ObjectStore store;

  /**
   * @param store null where this process has none: then nothing is looked at
   */
  FileProof(JdbcClient jdbc, @Nullable ObjectStore store) {
    this.jdbc = jdbc;
    this.store = store;
  }

  @Override
  public String table() {
    return "file_objects";
  }

  @Override
  public Scope scope() {
    return Scope.FILES;
  }

  /** A file as its row has it, and the object that it is in; either may be missing. */
  private record Kept(
      UUID fileId,
      UUID agentId,
      @Nullable String sha256,
      long sizeBytes,
      @Nullable String objectName) {
    String expected() {
      return sha256 == null ? "no file" : sizeBytes + " bytes, SHA-256 " + sha256;
    }
  }

  @Override
  public Found verify(@Nullable UUID entityId, Runnable alive) {
    List<Differing> differing = new ArrayList<>();
    long rows = 0;
    long wrong = 0;
    var page = store == null ? List.<Kept>of() : after(new UUID(0, 0), entityId);
    while (!page.isEmpty()) {
      for (var file : page) {
        alive.run();
        rows++;
        var found = found(file, alive);
        if (!found.equals(file.expected()) && isAsItWas(file)) {
          wrong++;
          if (differing.size() < SHOWN) {
            differing.add(new Differing(file.fileId(), file.agentId(), found, file.expected()));
          }
        }
      }
      page = after(page.getLast().fileId(), entityId);
    }
    return new Found(rows, wrong, differing);
  }

  private String found(Kept file, Runnable alive) {
    if (store == null || file.objectName() == null) {
      return "no object";
    }
    var content = store.read(file.objectName());
    if (content.isEmpty()) {
      return "no object";
    }
    try (var in = content.get()) {
      return hashed(in, alive);
    } catch (IOException e) {
      throw new UncheckedIOException("an object can't be read to its end", e);
    }
  }

  private static String hashed(InputStream in, Runnable alive) throws IOException {
    var digest = sha256();
    var buffer = new byte[BUFFER];
    long size = 0;
    long told = 0;
    for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
      size += read;
      if (size - told >= ALIVE) {
        told = size;
        alive.run();
      }
    }
    return size + " bytes, SHA-256 " + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether nothing has come of it meanwhile: files are stored and deleted as the run goes on. */
  private boolean isAsItWas(Kept file) {
    return jdbc.sql(SELECT.formatted("SELECT CAST(:file AS uuid) AS file_id"))
        .param("file", file.fileId())
        .query((row, n) -> kept(row))
        .optional()
        .filter(file::equals)
        .isPresent();
  }

  private List<Kept> after(UUID fileId, @Nullable UUID entityId) {
    return jdbc.sql(SELECT.formatted(NEXT))
        .param("after", fileId)
        .param("entity", entityId)
        .param("page", PAGE)
        .query((row, n) -> kept(row))
        .list();
  }

  private static Kept kept(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Kept(
        row.getObject("file_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        row.getString("sha256"),
        row.getLong("size_bytes"),
        row.getString("object_name"));
  }
}
