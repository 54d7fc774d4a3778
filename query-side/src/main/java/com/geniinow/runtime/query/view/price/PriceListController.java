package com.geniinow.runtime.query.view.price;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the price book. */
@RestController
@Tag(name = "prices")
class PriceListController {
  /** In the order of the models, each with the price in force before those that are yet to come. */
  private static final String SELECT =
      """
      SELECT * FROM (SELECT p.*, (p.model || E'\\n' || to_char(p.valid_from AT TIME ZONE 'UTC',
          'YYYYMMDDHH24MISSUS') || lpad(p.version::text, 10, '0')) COLLATE "C" AS place
        FROM model_prices p) p
      WHERE place > ? AND """;

  private static final String IN_FORCE_OR_LATER =
      """
       (valid_from > ? OR price_id IN (
        SELECT DISTINCT ON (model) price_id FROM model_prices WHERE valid_from <= ?
        ORDER BY model, valid_from DESC, version DESC))
      """;

  private static final String OF_MODEL = " model = ?";
  private static final String ORDER = " ORDER BY place LIMIT ?";

  private final CallerReads reads;
  private final Clock clock;

  PriceListController(CallerReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  @Operation(
      summary = "List what models cost",
      description =
          "The price in force of each model, followed by those that are yet to come; of one model"
              + " all versions there ever were.")
  @GetMapping("/api/prices")
  @Allow({Role.ADMIN, Role.FOUNDER, Role.AGENT, Role.WORKER, Role.AUDITOR})
  Page<PriceView> list(
      @RequestParam(required = false) @Size(min = 1, max = 100) @Nullable String model,
      PageQuery page,
      Caller caller) {
    var after = page.afterText().map(Cursor.Text::value).orElse("");
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    return reads.as(
        caller,
        jdbc -> {
          var sql = SELECT + (model == null ? IN_FORCE_OR_LATER : OF_MODEL) + ORDER;
          var query = jdbc.sql(sql).param(after);
          query = model == null ? query.param(now).param(now) : query.param(model);
          var rows = query.param(page.fetch()).query(Placed::of).list();
          return Page.of(rows, page, row -> new Cursor.Text(row.place())).map(Placed::view);
        });
  }
}
