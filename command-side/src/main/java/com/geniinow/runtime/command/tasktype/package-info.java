/**
 * Types of tasks that workers outside the runtime do: what they are called, what payloads they
 * take, and what their tasks hold. Whose worker does them is nobody's business here.
 */
@NullMarked
package com.geniinow.runtime.command.tasktype;

import org.jspecify.annotations.NullMarked;
