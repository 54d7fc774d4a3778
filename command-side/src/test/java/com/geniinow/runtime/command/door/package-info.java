/** Tests of what a client is told of a refusal. */
@org.jspecify.annotations.NullMarked
package com.geniinow.runtime.command.door;
