package com.geniinow.runtime.platform.web;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 as Tomcat has it, with each request's socket at hand: nothing else tells that a client
 * has gone while nothing is written to it. Asking the request's own buffer would lose a next
 * request that was read with its body. Public with a public constructor because Tomcat makes it
 * from its name.
 */
public final class WatchedProtocol extends Http11NioProtocol {
  /** Tomcat's own notes are the first few of 32. */
  private static final int SOCKET_NOTE = 30;

  static @Nullable SocketWrapperBase<?> socket(Request request) {
    return request.getNote(SOCKET_NOTE) instanceof SocketWrapperBase<?> socket ? socket : null;
  }

  @Override
  protected Processor createProcessor() {
    return new Watched(this, getAdapter());
  }

  private static final class Watched extends Http11Processor {
    Watched(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
      super(protocol, adapter);
    }

    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
      request.setNote(SOCKET_NOTE, socket);
      return super.service(socket);
    }
  }
}
