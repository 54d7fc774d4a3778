package com.geniinow.runtime.servers;

/** How long what servers hold is needed. */
enum Lifetime {
  /** For good, on the ports that people know. */
  FOR_GOOD,

  /** For good, on any free ports: for tests of the servers themselves. */
  FOR_GOOD_ON_ANY_PORT,

  /** As long as this JVM: nobody misses it after a crash of the whole machine. */
  OF_THIS_JVM;

  boolean onAnyPort() {
    return this != FOR_GOOD;
  }

  boolean isDurable() {
    return this != OF_THIS_JVM;
  }
}
