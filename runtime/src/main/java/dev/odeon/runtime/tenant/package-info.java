/**
 * What tenants may use: {@link Tenants} records limits as blocks of a chain for each tenant, {@code
 * TenantIndex} derives what holds from the log.
 */
@NullMarked
package dev.odeon.runtime.tenant;

import org.jspecify.annotations.NullMarked;
