/** What the HTTP interface is, told as OpenAPI 3.1 from the routes themselves, for programs and for people. */
@NullMarked
package dev.doubletick.registration.openapi;

import org.jspecify.annotations.NullMarked;
