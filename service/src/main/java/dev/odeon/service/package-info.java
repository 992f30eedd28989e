/**
 * The operations on a home, independent of where the request comes from.
 *
 * <p>The way through: a server, or a program that has the home open itself, passes a request to
 * {@link Service} with a {@link RequestContext}: the tenant, the cancellation, and the listeners
 * for progress and items. The service finds the {@link OperationHandler} of the request's
 * operation, which authorizes (a tenant sees its own actors, plug-ins and labels, and of the
 * content only what its labels name or it stored itself: {@link TenantStore}), calls the rooms
 * below and returns the result; a {@link StreamHandler} emits items before it. A failure leaves as
 * a {@link dev.odeon.protocol.RequestException}, whose code {@link Failures} derives from the
 * exception. An {@link OperationProvider} adds operations that are not built in.
 */
@NullMarked
package dev.odeon.service;

import org.jspecify.annotations.NullMarked;
