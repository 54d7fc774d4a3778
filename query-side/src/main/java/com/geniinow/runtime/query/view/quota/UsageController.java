package com.geniinow.runtime.query.view.quota;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.MayBeEmpty;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows what was used, attempt by attempt. */
@RestController
@Tag(name = "quota")
public class UsageController {
  /** No model's name is longer, in characters. */
  private static final int LONGEST_MODEL = 100;

  /**
   * Of a use or correction: of the model that is asked for, where empty is none at all. In the
   * words of the index {@code agent_quota_usage_of_model}; one of {@code coalesce} would not be
   * used under row-level security.
   */
  static final String OF_MODEL = "CASE WHEN model IS NULL THEN '' ELSE model END = ?";

  private final CallerReads reads;

  UsageController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(summary = "List an agent's usage, oldest first, with totals per model of the range")
  @GetMapping("/api/agents/{id}/quota/usage")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  UsagePage list(
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @Parameter(
              description =
                  "Only what was used of this model, the totals, too; empty: without a model",
              example = "gpt-4o-mini")
          @MayBeEmpty
          @RequestParam(required = false)
          @Nullable String model,
      PageQuery page,
      Caller caller) {
    if (model != null && model.length() > LONGEST_MODEL) {
      throw ProblemException.invalidField(
          "model", "must be at most " + LONGEST_MODEL + " characters");
    }
    var listing =
        new Listing(UsageView.SELECT, "recorded_at", "usage_id")
            .with(id)
            .and(OF_MODEL, model)
            .between(from, to);
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          var rows =
              listing.read(
                  jdbc,
                  page,
                  UsageView::of,
                  u -> new Cursor.TimeAndId(u.recordedAt(), u.usageId()));
          return new UsagePage(rows.items(), rows.nextCursor(), totals(jdbc, id, from, to, model));
        });
  }

  /**
   * One row.
   *
   * @throws ProblemException 404 when there is none that the caller may see
   */
  public UsageView get(UUID usageId, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(UsageView.SELECT_ONE)
                .param(usageId)
                .query(UsageView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("usage", usageId)));
  }

  /**
   * What sums an agent's uses in a range.
   *
   * @param ofModel whether of one model alone
   */
  static String totals(boolean ofModel) {
    return """
        SELECT nullif(model, '') AS model, count(*) FILTER (WHERE kind = 'use') AS attempts,
          sum(tokens)::bigint AS tokens,
          sum(cached_input_tokens)::bigint AS cached, sum(cache_write_tokens)::bigint AS written,
          sum(reasoning_tokens)::bigint AS reasoning, sum(cost_usd) AS cost_usd,
          CASE WHEN count(DISTINCT price_version) FILTER (WHERE kind = 'use') = 1
            THEN min(price_version) FILTER (WHERE kind = 'use') END AS price_version
        FROM agent_quota_usage
        WHERE agent_id = ? AND recorded_at >= ? AND recorded_at < ? %s
        GROUP BY 1 ORDER BY 1 NULLS LAST"""
        .formatted(ofModel ? "AND " + OF_MODEL : "");
  }

  private static List<ModelTotal> totals(
      JdbcClient jdbc,
      UUID id,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String model) {
    var sum =
        jdbc.sql(totals(model != null))
            .param(id)
            .param((from == null ? Instant.EPOCH : from).atOffset(ZoneOffset.UTC))
            .param(
                (to == null ? Instant.parse("9999-01-01T00:00:00Z") : to).atOffset(ZoneOffset.UTC));
    return (model == null ? sum : sum.param(model))
        .query(
            (row, n) ->
                new ModelTotal(
                    row.getString("model"),
                    row.getLong("attempts"),
                    row.getLong("tokens"),
                    row.getLong("cached"),
                    row.getLong("written"),
                    row.getLong("reasoning"),
                    QuotaView.usd(row, "cost_usd"),
                    row.getObject("price_version", Integer.class)))
        .list();
  }

  record UsagePage(List<UsageView> items, @Nullable String nextCursor, List<ModelTotal> totals) {}

  /**
   * What a model's uses and corrections come to.
   *
   * @param priceVersion that all uses were charged by; null where they differ or have none
   */
  record ModelTotal(
      @Nullable String model,
      long attempts,
      long tokens,
      long cachedInputTokens,
      long cacheWriteTokens,
      long reasoningTokens,
      BigDecimal costUsd,
      @Nullable Integer priceVersion) {}
}
