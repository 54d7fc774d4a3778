package com.geniinow.runtime.command.brake;

/** Which types of tasks there are. */
@FunctionalInterface
public interface TaskTypes {
  boolean knows(String type);
}
