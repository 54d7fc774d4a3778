package com.geniinow.runtime.command.tasktype;

import com.geniinow.runtime.events.tasktype.TaskTypeEvent.TaskTypeSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Registers types of tasks. */
@Component
class TaskTypeHandler {
  private final Repository<TaskTypeBook> repository;
  private final TaskTypeBooks books;

  TaskTypeHandler(Repository<TaskTypeBook> repository, TaskTypeBooks books) {
    this.repository = repository;
    this.books = books;
  }

  @CommandHandler
  TaskTypeSet handle(SetTaskType c) throws Exception {
    var opened = books.find();
    if (opened != null) {
      return opened.invoke(book -> book.set(c));
    }
    repository.newInstance(() -> new TaskTypeBook(c));
    return c.asVersion(1);
  }
}
