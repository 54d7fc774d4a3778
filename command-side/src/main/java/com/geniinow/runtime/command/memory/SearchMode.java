package com.geniinow.runtime.command.memory;

/** By what a memory is found. */
enum SearchMode {
  SEMANTIC,
  TEXT,
  HYBRID
}
