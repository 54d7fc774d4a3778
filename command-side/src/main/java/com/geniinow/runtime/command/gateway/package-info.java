/** The door for agents that call models in the forms of OpenAI and Anthropic. */
@NullMarked
package com.geniinow.runtime.command.gateway;

import org.jspecify.annotations.NullMarked;
