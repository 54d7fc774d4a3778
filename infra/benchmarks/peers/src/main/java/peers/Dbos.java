package peers;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import java.util.concurrent.Executors;

/** DBOS Transact: a workflow without steps, on record before it starts and when it has ended. */
final class Dbos {
  private Dbos() {}

  /** What runs. */
  public interface NoOp {
    String run(String id);
  }

  /** It does nothing. */
  public static final class NoOpWorkflow implements NoOp {
    @Workflow
    @Override
    public String run(String id) {
      return id;
    }
  }

  public static void main(String[] args) throws Exception {
    var harness = new Harness();
    var dbos =
        new DBOS(
            DBOSConfig.defaults("peer")
                .withAppVersion("1")
                .withDataSource(Harness.database(Harness.slots() + 10)));
    var workflow = dbos.registerProxy(NoOp.class, new NoOpWorkflow());
    dbos.launch();
    var ends = Executors.newVirtualThreadPerTaskExecutor();
    harness.serve(
        id -> {
          var handle =
              dbos.startWorkflow(() -> workflow.run(id), new StartWorkflowOptions(id));
          ends.execute(
              () -> {
                try {
                  harness.completed(String.valueOf(handle.getResult()));
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
        });
  }
}
