/** Tasks over HTTP on real services, with the tests in the workers' place unless they start one. */
@NullMarked
package com.geniinow.runtime.command.task;

import org.jspecify.annotations.NullMarked;
