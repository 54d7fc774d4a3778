package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.platform.calendar.Cron;
import com.geniinow.runtime.platform.calendar.Zones;
import com.geniinow.runtime.platform.web.ListsDocuments;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /api/agents/{id}/schedules}.
 *
 * @param zone by IANA's name; left out: UTC
 * @param task as the body of a submission, without what is of one moment or one task alone
 * @param overlap left out: skip
 * @param catchUp left out: none
 */
@ListsDocuments
record ScheduleRequest(
    @NotNull @Size(min = 9, max = Cron.LONGEST) String cron,
    @Nullable @Size(min = 1, max = Zones.LONGEST) String zone,
    @NotNull ObjectNode task,
    @Nullable Overlap overlap,
    @Nullable CatchUp catchUp) {}
