package com.geniinow.runtime.command.store;

import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Says at the end of a stream how much there was in it, once all of it was taken. */
final class ToldOf<T> extends AbstractSpliterator<T> {
  private final Spliterator<? extends T> from;
  private final IntConsumer listener;
  private int found;

  private ToldOf(Spliterator<? extends T> from, IntConsumer listener) {
    super(Long.MAX_VALUE, Spliterator.ORDERED);
    this.from = from;
    this.listener = listener;
  }

  static <T> Stream<T> stream(Stream<? extends T> from, IntConsumer listener) {
    return StreamSupport.stream(new ToldOf<T>(from.spliterator(), listener), false)
        .onClose(from::close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    var more = from.tryAdvance(action);
    if (more) {
      found++;
    } else {
      listener.accept(found);
    }
    return more;
  }

  /** At one stretch: streams that are advanced step by step ask once more behind their end. */
  @Override
  public void forEachRemaining(Consumer<? super T> action) {
    from.forEachRemaining(
        each -> {
          found++;
          action.accept(each);
        });
    listener.accept(found);
  }
}
