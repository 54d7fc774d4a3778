package com.geniinow.runtime.query.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Walks through lists as a client does. */
public final class Pages {
  public static final PageQuery FIRST = new PageQuery(PageQuery.DEFAULT_LIMIT, null);

  private Pages() {}

  /** All items, a page of this size after the other; all but the last page are full. */
  public static <T> List<T> all(int limit, Function<PageQuery, Page<T>> list) {
    var items = new ArrayList<T>();
    var page = list.apply(new PageQuery(limit, null));
    while (page.nextCursor() != null) {
      assertThat(page.items()).hasSize(limit);
      items.addAll(page.items());
      page = list.apply(new PageQuery(limit, page.nextCursor()));
      assertThat(page.items()).as("the page after a cursor").isNotEmpty();
    }
    assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
    items.addAll(page.items());
    return items;
  }

  /** That whatever the size of its pages a list is these items. */
  public static <T> void assertIs(List<T> items, Function<PageQuery, Page<T>> list) {
    for (int limit : new int[] {1, 2, items.size(), items.size() + 1, PageQuery.MAX_LIMIT}) {
      if (limit > 0) {
        assertThat(all(limit, list)).as("in pages of " + limit).isEqualTo(items);
      }
    }
  }

  public static void assertNotFound(ThrowingCallable call) {
    assertRefused(Reason.NOT_FOUND, call);
  }

  public static void assertInvalid(String field, ThrowingCallable call) {
    assertRefused(Reason.INVALID_REQUEST, call);
    assertThatThrownBy(call).hasMessageContaining(field);
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
