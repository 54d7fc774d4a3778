@NullMarked
package com.geniinow.runtime.command.brake;

import org.jspecify.annotations.NullMarked;
