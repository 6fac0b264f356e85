package dev.doubletick.sample.phones.page;

/**
 * One phone's tab on a narrow screen.
 *
 * @param badge HTML
 */
public record PhoneTab(int slot, String name, String badge) {}
