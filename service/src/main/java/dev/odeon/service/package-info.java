/**
 * What each operation does on a home, for whichever door asks.
 *
 * <p>The way through: a door decodes a request and hands it to {@link Service} with a {@link
 * RequestContext}: the tenant, what cancels it, who hears of it meanwhile. The service finds the
 * {@link OperationHandler} of the request's operation, which authorizes (a tenant sees its own
 * actors, plug-ins and labels, and of the content what its labels name or it stored itself: {@link
 * TenantStore}), calls the rooms below and returns the result; a {@link StreamHandler} gives items
 * before it. What fails leaves as a {@link dev.odeon.protocol.RequestException}, whose code {@link
 * Failures} derives from the reason. Operations that are not Odeon's own come from an {@link
 * OperationProvider}.
 */
@NullMarked
package dev.odeon.service;

import org.jspecify.annotations.NullMarked;
