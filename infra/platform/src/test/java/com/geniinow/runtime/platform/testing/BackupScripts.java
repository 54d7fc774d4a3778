package com.geniinow.runtime.platform.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** infra/backup and infra/restore, with the login of a server: postgresql://user:password@… */
public final class BackupScripts {
  private static final Path INFRA = Path.of("..").toAbsolutePath().normalize();

  private BackupScripts() {}

  /**
   * What a script answers.
   *
   * @param code 0 where all is well
   * @param said both of its outputs, as one
   */
  public record Answer(int code, String said) {}

  /** Writes a backup and adds to the lists beside it. */
  public static Answer backup(String url, Path file) throws Exception {
    return run("backup", "GENII_BACKUP_URL", url, file.toString());
  }

  /** Adds to the lists in a folder. */
  public static Answer backupLists(String url, Path folder) throws Exception {
    return run("backup", "GENII_BACKUP_URL", url, "--lists", folder.toString());
  }

  /** Fills an empty database from a backup. */
  public static Answer restore(String url, Path file) throws Exception {
    return run("restore", "GENII_RESTORE_URL", url, file.toString());
  }

  /** Destroys again what the lists in a folder name. */
  public static Answer restoreLists(String url, Path folder) throws Exception {
    return run("restore", "GENII_RESTORE_URL", url, "--lists", folder.toString());
  }

  private static Answer run(String script, String variable, String url, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(INFRA.resolve(script).toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(variable, url);
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), said);
  }
}
