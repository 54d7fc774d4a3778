package com.geniinow.runtime.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Request;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * The connection of a client that waits for an answer, once its body was read to its end. For the
 * request's own thread alone, and no longer than the request.
 */
public final class ClientConnection {
  private static final String ATTRIBUTE = ClientConnection.class.getName();

  private final SocketWrapperBase<?> socket;

  /** More than the end has come: a next request, after which nothing is looked at any more. */
  private boolean hasMore;

  private ClientConnection(SocketWrapperBase<?> socket) {
    this.socket = socket;
  }

  static void keep(Request request) {
    var socket = WatchedProtocol.socket(request.getCoyoteRequest());
    if (socket != null) {
      request.setAttribute(ATTRIBUTE, new ClientConnection(socket));
    }
  }

  /**
   * The connection of a request.
   *
   * @throws IllegalStateException where the container keeps none
   */
  public static ClientConnection of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof ClientConnection connection) {
      return connection;
    }
    throw new IllegalStateException("the container keeps no connection for this request");
  }

  /**
   * Whether the client has closed its side. It looks without waiting; a next request that has come
   * already is put back to be read.
   */
  public boolean isGone() {
    if (hasMore) {
      return false;
    }
    var one = ByteBuffer.allocate(1);
    try {
      var read = socket.read(false, one);
      if (read > 0) {
        hasMore = true;
        socket.unRead(one.flip());
      }
      return read < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
