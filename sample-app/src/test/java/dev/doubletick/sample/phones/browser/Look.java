package dev.doubletick.sample.phones.browser;

/**
 * A screen to look at the page on.
 *
 * @param width in CSS pixels
 * @param scheme {@code light} or {@code dark}
 */
public record Look(int width, int height, String scheme) {

    public static final Look WIDE_LIGHT = new Look(1280, 800, "light");
    public static final Look WIDE_DARK = new Look(1280, 800, "dark");
    public static final Look NARROW_LIGHT = new Look(390, 844, "light");
    public static final Look NARROW_DARK = new Look(390, 844, "dark");

    Look inTheOtherScheme() {
        return new Look(width, height, scheme.equals("light") ? "dark" : "light");
    }

    public String name() {
        return width + "x" + height + "-" + scheme;
    }
}
