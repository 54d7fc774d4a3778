package com.geniinow.runtime.platform.provider;

import okhttp3.Call;
import okhttp3.EventListener;

/** Whether anything of a call was written to a connection. */
final class Sent extends EventListener {
  private volatile boolean sent;

  boolean isSent() {
    return sent;
  }

  @Override
  public void requestHeadersStart(Call call) {
    sent = true;
  }

  static EventListener of(Call call) {
    var own = call.request().tag(Sent.class);
    return own == null ? EventListener.NONE : own;
  }
}
