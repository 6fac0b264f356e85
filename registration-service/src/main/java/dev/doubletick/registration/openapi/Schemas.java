package dev.doubletick.registration.openapi;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.impl.DefinitionKey;
import com.github.victools.jsonschema.generator.naming.SchemaDefinitionNamingStrategy;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import dev.doubletick.registration.http.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON Schemas (2020-12) of the records that bodies are read into and written from. */
final class Schemas {

    private final SchemaBuilder builder = generator().buildMultipleSchemaDefinitions();

    /** A reference to what {@link #definitions} will hold, or the schema itself if it is a simple one. */
    ObjectNode of(Class<?> type) {
        if (type == JsonNode.class) {
            return JsonNodeFactory.instance.objectNode().put("type", "object");
        }
        return builder.createSchemaReference(type);
    }

    /** Everything that was referred to. */
    ObjectNode definitions() {
        return builder.collectDefinitions("components/schemas");
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.FLATTENED_OPTIONALS,
                        Option.EXTRA_OPEN_API_FORMAT_VALUES)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forFields()
                .withRequiredCheck(field -> !isNullable(field) && !isOptional(field))
                .withNullableCheck(Schemas::isNullable);
        config.forTypesInGeneral().withDefinitionNamingStrategy(new Names());
        return new SchemaGenerator(config.build());
    }

    private static boolean isNullable(FieldScope field) {
        return field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static boolean isOptional(FieldScope field) {
        return field.getRawMember().getType().equals(Optional.class);
    }

    /** A problem as RFC 9457 section 3.1 has it; kinds may have members of their own. */
    static ObjectNode problem() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("type").put("type", "string").put("format", "uri");
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer");
        properties.putObject("detail").put("type", "string");
        properties.putObject("instance").put("type", "string").put("format", "uri");
        schema.putArray("required")
                .add("type")
                .add("title")
                .add("status")
                .add("detail")
                .add("instance");
        return schema;
    }

    /** A problem of one of these kinds. */
    static ObjectNode oneOf(List<Problem> problems) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.putArray("allOf").addObject().put("$ref", "#/components/schemas/Problem");
        var types = schema.putObject("properties").putObject("type").putArray("enum");
        problems.forEach(problem -> types.add(problem.type()));
        return schema;
    }

    /** {@code VerificationRoutes.RequestBody} becomes {@code VerificationRequestBody}: simple names stand in several places. */
    private static final class Names implements SchemaDefinitionNamingStrategy {
        @Override
        public String getDefinitionNameForKey(DefinitionKey key, SchemaGenerationContext context) {
            ResolvedType type = key.getType();
            Class<?> erased = type.getErasedType();
            Class<?> outer = erased.getEnclosingClass();
            String prefix = outer == null ? "" : outer.getSimpleName().replace("Routes", "");
            String name = erased.getSimpleName();
            return name.startsWith(prefix) ? name : prefix + name;
        }
    }
}
