/** The write side: aggregates, their commands, the routes that change things. */
@NullMarked
package com.geniinow.runtime.command;

import org.jspecify.annotations.NullMarked;
