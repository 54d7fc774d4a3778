package com.geniinow.runtime.autoscaler;

import com.geniinow.runtime.autoscaler.History.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * From a load to a number of workers. Pure: the same figures give the same answer.
 *
 * <p>Out at once, in late. The pool grows as soon as what runs, arrives and waits needs more, but
 * never beyond what the agents' own limits let run. It shrinks to the most that was needed within
 * the calm time, so that a load which comes and goes leaves it as it is.
 */
public final class ScalingPolicy {
  /** Until the first task has run for a while, none is known to be quick. */
  private static final double ASSUMED_SERVICE_SECONDS = 10;

  private final ScalingSettings settings;

  public ScalingPolicy(ScalingSettings settings) {
    this.settings = settings;
  }

  /**
   * One look.
   *
   * @param now never before an earlier look's
   * @param current the pool's workers
   * @param gentle whether a worker that is let go ends its tasks first. Where the pool kills
   *     whichever it likes, none is let go while any task runs
   */
  public Decision decide(Instant now, int current, boolean gentle, Load load, History history) {
    var enough = enough(load);
    var recent = recent(now, current, history);
    recent.add(new Wish(now, enough));
    var kept = new History(recent);
    if (enough > current) {
      return new Decision(enough, kept);
    }
    var most = recent.stream().mapToInt(Wish::workers).max().orElse(current);
    var mayShrink = most < current && (gentle || load.running() == 0);
    // A pool that somebody set outside its bounds is brought back into them at once.
    int workers = mayShrink ? most : Math.max(Math.min(current, settings.max()), settings.min());
    return new Decision(workers, kept);
  }

  /** The workers that this load needs, without regard to what there was before. */
  int enough(Load load) {
    double seconds = load.serviceSeconds() > 0 ? load.serviceSeconds() : ASSUMED_SERVICE_SECONDS;
    // Little's law: tasks that arrive at this rate and run this long are so many at once.
    double steady = load.arrivalsPerSecond() * seconds;
    double backlog = load.queued() * seconds / settings.clearWithin().toSeconds();
    double slots = Math.max(load.running(), Math.min(steady + backlog, load.usable()));
    double workers = Math.ceil(slots / settings.tasksPerWorker());
    return (int) Math.max(settings.min(), Math.min(settings.max(), workers));
  }

  /**
   * The wishes that count. The newest one before the calm time held into it. After a longer gap
   * nobody knows what was needed: as much as there is, so that it is kept.
   */
  private List<Wish> recent(Instant now, int current, History history) {
    var since = now.minus(settings.calm());
    List<Wish> recent = new ArrayList<>();
    for (Wish wish : history.wishes()) {
      if (wish.at().isBefore(since)) {
        recent.clear();
      }
      recent.add(wish);
    }
    var longAgo = since.minus(settings.calm());
    if (recent.isEmpty() || recent.get(recent.size() - 1).at().isBefore(longAgo)) {
      return new ArrayList<>(List.of(new Wish(now, current)));
    }
    return recent;
  }
}
