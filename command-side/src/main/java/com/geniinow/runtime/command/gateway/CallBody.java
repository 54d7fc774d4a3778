package com.geniinow.runtime.command.gateway;

import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a call.
 *
 * @param model that it names
 * @param sha256 of its bytes as they came
 * @param place what it takes of the room for bodies
 */
record CallBody(ObjectNode json, String model, String sha256, BodyRoom.Place place)
    implements AutoCloseable {
  @Override
  public void close() {
    place.close();
  }
}
