/** Tests of what is said from events alone. */
@org.jspecify.annotations.NullMarked
package com.geniinow.runtime.command.audit;
