package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.platform.security.CallerCheck;
import com.geniinow.runtime.platform.security.Credentials;
import com.geniinow.runtime.query.testing.Database;
import java.time.Clock;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** The routes over the shared database, without HTTP; nobody's key or token is taken back. */
final class TaskScene {
  private TaskScene() {}

  static TaskController controller() {
    return controller(new TaskWaits(new TaskLookout(Database.reads())));
  }

  static TaskController controller(TaskWaits waits) {
    var none = new StaticListableBeanFactory().getBeanProvider(Credentials.class);
    return new TaskController(Database.reads(), waits, new CallerCheck(none, Clock.systemUTC()));
  }
}
