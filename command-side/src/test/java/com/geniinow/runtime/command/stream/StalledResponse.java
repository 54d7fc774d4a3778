package com.geniinow.runtime.command.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.springframework.mock.web.MockHttpServletResponse;

/** An answer whose client takes nothing but the first words, until it is let go on. */
final class StalledResponse extends MockHttpServletResponse {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  void awaitBegin() throws InterruptedException {
    begun.await();
  }

  void goOn() {
    goOn.countDown();
  }

  /** The ids of the events that it has taken. */
  List<String> eventIds() {
    return of("event_id");
  }

  /** The tasks that they are about. */
  List<String> taskIds() {
    return of("task_id");
  }

  private synchronized List<String> of(String field) {
    return taken
        .toString(UTF_8)
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.replaceAll(".*\"" + field + "\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  private synchronized void take(byte[] bytes) {
    taken.writeBytes(bytes);
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return new ServletOutputStream() {
      @Override
      public void write(byte[] bytes) {
        if (begun.getCount() == 0) {
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
        take(bytes);
        begun.countDown();
      }

      @Override
      public void write(int one) {
        write(new byte[] {(byte) one});
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  public void flushBuffer() {}
}
