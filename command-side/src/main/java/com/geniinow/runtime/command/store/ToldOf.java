package com.geniinow.runtime.command.store;

import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Says at the end of a stream whether there was anything in it, once all of it was taken. */
final class ToldOf<T> extends AbstractSpliterator<T> {
  private final Spliterator<? extends T> from;
  private final Consumer<Boolean> listener;
  private boolean found;

  private ToldOf(Spliterator<? extends T> from, Consumer<Boolean> listener) {
    super(Long.MAX_VALUE, Spliterator.ORDERED);
    this.from = from;
    this.listener = listener;
  }

  static <T> Stream<T> stream(Stream<? extends T> from, Consumer<Boolean> listener) {
    return StreamSupport.stream(new ToldOf<T>(from.spliterator(), listener), false)
        .onClose(from::close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    var more = from.tryAdvance(action);
    found |= more;
    if (!more) {
      listener.accept(found);
    }
    return more;
  }

  /** At one stretch: streams that are advanced step by step ask once more behind their end. */
  @Override
  public void forEachRemaining(Consumer<? super T> action) {
    from.forEachRemaining(
        each -> {
          found = true;
          action.accept(each);
        });
    listener.accept(found);
  }
}
