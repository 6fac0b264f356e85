package dev.doubletick.sample.phones.page;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Scripts and fonts out of WebJars, whatever their version: of each jar only the files that the page uses. */
final class Libraries {

    private static final String SCRIPT = "text/javascript";
    private static final String FONT = "font/woff2";

    private Libraries() {}

    /** Adds a route for each file; reads them now. */
    static void install(RoutesConfig routes) {
        add(routes, "/lib/htmx.js", SCRIPT, "htmx.org", "dist/htmx.min.js");
        add(routes, "/lib/sse.js", SCRIPT, "htmx-ext-sse", "sse.js");
        for (String weight : new String[] {"Regular", "Medium", "Bold"}) {
            String file = "Roboto-" + weight + ".woff2";
            add(routes, "/lib/" + file, FONT, "roboto-fontface", "fonts/roboto/" + file);
        }
    }

    private static void add(RoutesConfig routes, String path, String type, String webJar, String file) {
        byte[] bytes = read("/META-INF/resources/webjars/" + webJar + "/" + version(webJar) + "/" + file);
        routes.get(path, ctx -> ctx.contentType(type)
                .header("Cache-Control", "max-age=3600")
                .result(bytes));
    }

    private static String version(String webJar) {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars.npm/" + webJar + "/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Libraries.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the class path has no " + resource + "; is a WebJar missing?");
        }
        return in;
    }
}
