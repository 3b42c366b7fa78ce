package io.interlock.router.rest;

import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /orders/{id}/close}; may be empty.
 *
 * @param volume absent: all of it
 */
@Schema(examples = "{\"volume\":\"0.05\"}")
public record Closing(@Nullable BigDecimal volume, @Nullable BigDecimal maxSlippagePips) {}
