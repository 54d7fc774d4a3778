package com.geniinow.runtime.local;

/** Something that was started and is to be stopped, in the opposite order. */
record Part(String name, Runnable stop) {}
