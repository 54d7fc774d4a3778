package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;

/** What an attempt may use at most. */
public record Reserved(long tokens, BigDecimal costUsd) {}
