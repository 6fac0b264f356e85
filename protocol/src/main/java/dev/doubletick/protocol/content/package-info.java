/** What a message says: plain text, or a protobuf {@code Content} under the content type {@code dt1}. */
@NullMarked
package dev.doubletick.protocol.content;

import org.jspecify.annotations.NullMarked;
