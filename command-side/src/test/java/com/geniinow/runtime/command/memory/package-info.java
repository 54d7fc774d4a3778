/** Tests of what agents remember. */
@org.jspecify.annotations.NullMarked
package com.geniinow.runtime.command.memory;
