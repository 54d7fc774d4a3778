/**
 * What works behind the commands, with the system's login: what streaming processors, deadlines and
 * recurring jobs run on, and what the sweeps found. What they do stands with its feature. Each job
 * runs on one process of the fleet at a time.
 */
@NullMarked
package com.geniinow.runtime.command.background;

import org.jspecify.annotations.NullMarked;
