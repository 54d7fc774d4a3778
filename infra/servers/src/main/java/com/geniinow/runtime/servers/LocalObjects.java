package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.gcs.ObjectServer;
import com.geniinow.runtime.servers.gcs.ServiceAccount;
import com.geniinow.runtime.servers.managed.ManagedServer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where the runtime's objects go: to a store of ours, to the one that {@code STORAGE_EMULATOR_HOST}
 * names, or to Google's where both {@code GCS_BUCKET} and {@code GOOGLE_APPLICATION_CREDENTIALS}
 * are set.
 */
record LocalObjects(Optional<ObjectServer> server, String url, String bucket, String credentials) {
  static final int PORT = 14_443;
  private static final String BUCKET = "genii-files";
  private static final Logger log = Logger.getLogger(ObjectServer.class.getName());

  static LocalObjects of(DataFolder folder, Map<String, String> environment, Lifetime lifetime) {
    var emulator = environment.getOrDefault("STORAGE_EMULATOR_HOST", "");
    var bucket = environment.getOrDefault("GCS_BUCKET", "");
    var credentials = environment.getOrDefault("GOOGLE_APPLICATION_CREDENTIALS", "");
    if (emulator.isBlank() && !bucket.isBlank() && !credentials.isBlank()) {
      return new LocalObjects(Optional.empty(), "", bucket, credentials);
    }
    String named = bucket.isBlank() ? BUCKET : bucket;
    var account = ServiceAccount.in(folder.path().resolve("service-account.json"));
    if (!emulator.isBlank()) {
      String signer = credentials.isBlank() ? account.file().toString() : credentials;
      return new LocalObjects(Optional.empty(), emulator, named, signer);
    }
    var server =
        new ObjectServer(
            folder.path().resolve("objects"),
            LocalServers.port(PORT, lifetime),
            account.signer(),
            e -> log.log(Level.WARNING, "the object store failed", e));
    return new LocalObjects(Optional.of(server), server.url(), named, account.file().toString());
  }

  Map<String, String> environment() {
    return Map.of(
        "GCS_BUCKET",
        bucket,
        "STORAGE_EMULATOR_HOST",
        url,
        "GOOGLE_APPLICATION_CREDENTIALS",
        credentials);
  }

  void start(Consumer<String> progress) {
    server.ifPresentOrElse(
        ours -> LocalServers.begin(ours, progress),
        () ->
            progress.accept(
                url.isBlank()
                    ? "using Google Cloud Storage, as GOOGLE_APPLICATION_CREDENTIALS says"
                    : "using the object store that STORAGE_EMULATOR_HOST names"));
  }

  void stop() {
    server.ifPresent(ManagedServer::stop);
  }
}
