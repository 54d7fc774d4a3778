@NullMarked
package com.geniinow.runtime.command.tasktype;

import org.jspecify.annotations.NullMarked;
