/**
 * The queue over HTTP: who works on tasks claims them, says that they go on, and reports their end,
 * many at a time and without Redis. What an attempt is, and when it counts, is the tasks' business.
 */
@NullMarked
package com.geniinow.runtime.command.worker;

import org.jspecify.annotations.NullMarked;
