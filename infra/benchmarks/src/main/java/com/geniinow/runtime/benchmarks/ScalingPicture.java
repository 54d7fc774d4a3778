package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.benchmarks.AutoscaleSimulation.Phase;
import com.geniinow.runtime.benchmarks.PoolSimulation.Moment;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** Two runs of the simulation over time: the tasks above, the workers below. */
final class ScalingPicture {
  private static final int WIDTH = 960;
  private static final int LEFT = 60;
  private static final int RIGHT = 20;
  private static final int STEP_SECONDS = 5;

  private final List<Moment> cloud;
  private final List<Moment> local;

  ScalingPicture(PoolSimulation cloud, PoolSimulation local) {
    this.cloud = cloud.moments();
    this.local = local.moments();
  }

  /** A whole SVG document. */
  String svg() {
    var tasks = new Panel(50, 170, 250, "tasks");
    var workers = new Panel(290, 150, 20, "workers");
    var text = new StringBuilder();
    text.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d 490" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="#fff"/>
        <text x="%d" y="20" font-size="15">Workers follow the load (simulated; infra/bench autoscale)</text>
        """
            .formatted(WIDTH, LEFT));
    for (Phase phase : Phase.values()) {
      text.append(phase(phase));
    }
    text.append(tasks.frame()).append(workers.frame());
    text.append(tasks.line(cloud, Moment::queued, "#d95f02", ""));
    text.append(tasks.line(cloud, Moment::running, "#1b7837", ""));
    text.append(workers.line(cloud, Moment::workers, "#2166ac", ""));
    text.append(workers.line(local, Moment::workers, "#762a83", " stroke-dasharray=\"5 3\""));
    text.append(legend());
    return text.append("</svg>\n").toString();
  }

  private String phase(Phase phase) {
    double x = x(phase.from);
    return """
    <line x1="%1$.1f" y1="34" x2="%1$.1f" y2="440" stroke="#bbb" stroke-dasharray="2 3"/>
    <text x="%2$.1f" y="44" fill="#555" font-size="10">%3$s</text>
    """
        .formatted(x, x + 4, phase.title);
  }

  private static String legend() {
    return """
    <g transform="translate(%d,476)">
    <text x="0" fill="#d95f02">tasks waiting</text>
    <text x="100" fill="#1b7837">tasks running</text>
    <text x="200" fill="#2166ac">workers on Cloud Run (let go only while nothing runs)</text>
    <text x="540" fill="#762a83">processes that end their tasks first (dashed)</text>
    </g>
    """
        .formatted(LEFT);
  }

  private double x(int second) {
    return LEFT + (WIDTH - LEFT - RIGHT) * (second / (double) cloud.size());
  }

  /** One diagram with its axis from 0 to a most. */
  private final class Panel {
    private final int top;
    private final int height;
    private final int most;
    private final String title;

    Panel(int top, int height, int most, String title) {
      this.top = top;
      this.height = height;
      this.most = most;
      this.title = title;
    }

    private double y(int value) {
      return top + height - height * (Math.min(value, most) / (double) most);
    }

    String frame() {
      var text = new StringBuilder();
      for (var i = 0; i <= 4; i++) {
        int value = most * i / 4;
        text.append(
            """
            <line x1="%1$d" y1="%3$.1f" x2="%2$d" y2="%3$.1f" stroke="#e5e5e5"/>
            <text x="%4$d" y="%5$.1f" text-anchor="end" fill="#555">%6$d</text>
            """
                .formatted(LEFT, WIDTH - RIGHT, y(value), LEFT - 6, y(value) + 4, value));
      }
      for (var minute = 0; minute <= cloud.size() / 60; minute += 10) {
        text.append(
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%d min</text>%n"
                .formatted(x(minute * 60), top + height + 16, minute));
      }
      return text.append("<text x=\"8\" y=\"%d\">%s</text>%n".formatted(top - 8, title)).toString();
    }

    String line(List<Moment> moments, ToIntFunction<Moment> value, String colour, String style) {
      var points = new StringBuilder();
      for (var i = 0; i < moments.size(); i += STEP_SECONDS) {
        points.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                x(moments.get(i).second()),
                y(value.applyAsInt(moments.get(i)))));
      }
      return "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>%n"
          .formatted(points.toString().strip(), colour, style);
    }
  }
}
