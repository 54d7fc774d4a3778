package com.geniinow.runtime.testing;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Lets the processes of tests start in a third of the time: the JVM keeps the classes of a first
 * process in an archive (class-data sharing), which it does for jars alone. So the folders of this
 * class path are packed. All of it lies in {@code target/processes}, by the content's name, and is
 * shared by the JVMs that run a module's tests.
 */
public final class ClassArchive {
  /** Where it lies, and where logs of such processes may. */
  public static final Path FOLDER = Path.of("target", "processes").toAbsolutePath();

  private ClassArchive() {}

  /**
   * The class path, and the archive of its classes: options of the JVM.
   *
   * @param train runs a process with the options given to it, which ends in order; one JVM does
   *     that, while the others wait for it
   * @throws IOException also where that process left no archive
   */
  public static synchronized List<String> options(Consumer<List<String>> train) throws IOException {
    Files.createDirectories(FOLDER);
    try (var channel =
            FileChannel.open(
                FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      var classPath = classPath();
      var archive = FOLDER.resolve(fingerprint(classPath) + ".jsa");
      var path = String.join(File.pathSeparator, classPath);
      if (!Files.exists(archive)) {
        var made = FOLDER.resolve("made.jsa");
        train.accept(List.of("-XX:ArchiveClassesAtExit=" + made, "-Xlog:cds=off", "-cp", path));
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
      }
      return List.of("-XX:SharedArchiveFile=" + archive, "-cp", path);
    }
  }

  private static List<String> classPath() throws IOException {
    List<String> path = new ArrayList<>();
    for (var entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      var place = Path.of(entry);
      if (Files.exists(place)) {
        path.add(Files.isDirectory(place) ? packed(place).toString() : entry);
      }
    }
    return path;
  }

  private static Path packed(Path folder) throws IOException {
    var files = files(folder);
    var jar = FOLDER.resolve(fingerprint(files) + ".jar");
    if (!Files.exists(jar)) {
      var made = FOLDER.resolve("made.jar");
      try (var out = new JarOutputStream(Files.newOutputStream(made))) {
        for (var file : files) {
          var name = folder.relativize(Path.of(file)).toString();
          // With entries of folders, without which nobody finds resources by their folder.
          var isFolder = Files.isDirectory(Path.of(file));
          out.putNextEntry(new ZipEntry(isFolder ? name + "/" : name));
          if (!isFolder) {
            Files.copy(Path.of(file), out);
          }
        }
      }
      Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
    }
    return jar;
  }

  private static List<String> files(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(f -> !f.equals(folder)).map(Path::toString).sorted().toList();
    }
  }

  /** Of where they are, how long and how old, and of the JVM. */
  private static String fingerprint(List<String> files) throws IOException {
    var all = new StringBuilder(System.getProperty("java.vm.version"));
    for (var file : files) {
      var path = Path.of(file);
      all.append(path).append(Files.size(path)).append(Files.getLastModifiedTime(path));
    }
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }
}
