package dev.doubletick.sample.phones.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns templates, which were compiled with the program, into fragments. Safe on any thread. */
final class Templates {

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    String html(String template, Map<String, Object> parameters) {
        StringOutput output = new StringOutput();
        engine.render(template + ".jte", parameters, output);
        return output.toString();
    }

    /** @param parameters the fragments among them become its children */
    Fragment fragment(String template, String id, Map<String, Object> parameters) {
        List<Fragment> children = parameters.values().stream()
                .filter(Fragment.class::isInstance)
                .map(Fragment.class::cast)
                .toList();
        return Fragment.of(id, html(template, with("id", id, parameters)), children);
    }

    /** @param items take the place of the parameter {@code items} */
    Fragment list(String template, String id, List<Fragment> items) {
        return Fragment.list(id, html(template, with("id", id, Map.of("items", Fragment.items(id)))), items);
    }

    private static Map<String, Object> with(String name, Object value, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put(name, value);
        return all;
    }
}
