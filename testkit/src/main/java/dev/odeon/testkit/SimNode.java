package dev.odeon.testkit;

/** The target of a name. */
sealed interface SimNode permits PagedFile, SimFolder {}
