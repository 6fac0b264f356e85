/** The connection by means of Eclipse Paho, and its workings around Paho's. */
@NullMarked
package dev.doubletick.sdk.internal.link.paho;

import org.jspecify.annotations.NullMarked;
