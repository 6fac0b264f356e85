package dev.doubletick.registration.operator;

/**
 * What is wrong with a line of a file. It does not repeat what is there: that may be a phone number.
 *
 * @param line its number, from 1
 * @param error in words, for the operator
 */
record LineError(int line, String error) {}
