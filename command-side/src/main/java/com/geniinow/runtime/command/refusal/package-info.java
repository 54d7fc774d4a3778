/**
 * Why a command is refused, in the words of the domain; what a client is told stands at the door.
 */
@NullMarked
package com.geniinow.runtime.command.refusal;

import org.jspecify.annotations.NullMarked;
