package com.geniinow.runtime.platform.storage;

import com.google.cloud.WriteChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A resumable upload: a chunk at a time is kept in memory, whatever the object's size. */
final class GcsUpload implements ObjectUpload {
  /** What an upload takes of the heap, and how much goes with one request. */
  private static final int CHUNK_BYTES = 1 << 20;

  private final WriteChannel channel;

  GcsUpload(WriteChannel channel) {
    this.channel = channel;
    channel.setChunkSize(CHUNK_BYTES);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    GcsObjectStore.available(
        () -> {
          try {
            var bytes = ByteBuffer.wrap(buffer, offset, length);
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
            return true;
          } catch (IOException e) {
            throw away(e);
          }
        });
  }

  @Override
  public void complete() {
    GcsObjectStore.available(
        () -> {
          try {
            channel.close();
            return true;
          } catch (IOException e) {
            throw away(e);
          }
        });
  }

  /** Google's channel tells of a refusal by an I/O error around it. */
  private static RuntimeException away(IOException e) {
    return e.getCause() instanceof com.google.cloud.BaseServiceException refused
        ? refused
        : new ObjectStoreUnavailableException(e);
  }

  /** Closing the channel would complete the object, so what was not completed is left alone. */
  @Override
  public void close() {}
}
