/** One agent, one line: how every command gets its turn, its transaction and its tenant. */
@NullMarked
package com.geniinow.runtime.command.line;

import org.jspecify.annotations.NullMarked;
