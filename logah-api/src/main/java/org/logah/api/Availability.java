package org.logah.api;

/**
 * Whether a backend can be opened here.
 *
 * @param available whether {@link BackendProvider#open} can succeed
 * @param reason one line: what was found, or what is missing and what to do about it
 */
public record Availability(boolean available, String reason) {}
