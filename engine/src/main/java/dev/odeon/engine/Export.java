package dev.odeon.engine;

/**
 * Something a module offers under a name.
 *
 * @param index where it stands in the module's index space of its kind
 */
public record Export(String name, Extern extern, int index) {}
