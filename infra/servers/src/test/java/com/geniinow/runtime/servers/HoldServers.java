package com.geniinow.runtime.servers;

import java.nio.file.Path;
import java.util.Map;

/** A JVM of its own that starts the servers, says so, and then waits to be killed. */
final class HoldServers {
  private HoldServers() {}

  public static void main(String[] arguments) throws InterruptedException {
    var folder = DataFolder.open(Path.of(arguments[0]));
    var services = LocalServers.start(folder, line -> {}, Map.of(), Lifetime.FOR_GOOD_ON_ANY_PORT);
    System.out.println("ready " + services.postgres().port() + " " + services.redis().port());
    Thread.currentThread().join();
  }
}
