package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.background.ProcessJob;
import com.geniinow.runtime.command.line.Now;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells the fleet what this process counted. What PostgreSQL can't be told now is told later. */
@Component
class ShareReport implements ProcessJob {
  private final List<Share> shares;
  private final ShareTable table;
  private final AlertSettings settings;
  private final Now now;

  ShareReport(List<Share> shares, ShareTable table, AlertSettings settings, Now now) {
    this.shares = shares;
    this.table = table;
    this.settings = settings;
    this.now = now;
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void run() {
    for (var share : shares) {
      var news = share.look(now.get(), settings.window());
      if (news.total() > 0) {
        table.add(share.kind(), news);
        share.told(news);
      }
    }
  }
}
