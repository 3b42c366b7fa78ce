package io.interlock.router.pretrade;

import java.math.BigDecimal;
import java.time.LocalDate;

/** An account's equity at the start of a day, UTC. */
public record DayOpening(String account, LocalDate day, BigDecimal equity) {}
