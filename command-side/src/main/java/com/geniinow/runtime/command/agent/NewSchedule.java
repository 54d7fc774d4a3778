package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import java.util.UUID;

/**
 * A schedule that is to be.
 *
 * @param cron five fields that were read before
 * @param zone by a name that is one
 * @param task what each run submits; a submission would be taken
 */
public record NewSchedule(
    UUID scheduleId, String cron, String zone, Json task, Overlap overlap, CatchUp catchUp) {}
