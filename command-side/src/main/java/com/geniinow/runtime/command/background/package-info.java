/**
 * What works behind the commands, with the system's login: streaming processors, the retry saga,
 * its deadlines, and the recurring jobs. Each job runs on one process of the fleet at a time.
 */
@NullMarked
package com.geniinow.runtime.command.background;

import org.jspecify.annotations.NullMarked;
