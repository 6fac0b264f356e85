package dev.doubletick.registration.openapi;

import dev.doubletick.registration.http.Problem;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.router.EndpointMetadata;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one route takes and answers, kept beside its handler, so that the description of the interface is made of what is
 * served. Immutable: every method answers a new one.
 *
 * @param id unique, in lower camel case; generators make a method's name of it
 * @param summary one line for a person
 * @param access who may call it
 * @param queries what may stand behind the question mark
 * @param body what the request carries
 * @param answers what it answers when it goes well
 * @param problems what it refuses with beyond what {@link Access}, a body and the server as such bring along
 */
public record Operation(
        String id,
        String summary,
        Access access,
        List<Query> queries,
        Optional<Content> body,
        List<Answer> answers,
        Set<Problem> problems)
        implements EndpointMetadata {

    private static final String JSON = "application/json";

    /** A body: its media type, and the record that it is read into or written from; text if that is {@link String}. */
    public record Content(String mediaType, Class<?> type) {}

    /** An optional parameter in the query. */
    public record Query(String name, String description) {}

    /** A status and what comes with it. */
    public record Answer(int status, Optional<Content> content) {}

    public static Operation of(String id, String summary) {
        return new Operation(id, summary, Access.ANYBODY, List.of(), Optional.empty(), List.of(), Set.of());
    }

    public Operation by(Access whom) {
        return new Operation(id, summary, whom, queries, body, answers, problems);
    }

    /** With an optional parameter in the query. */
    public Operation asks(String name, String description) {
        List<Query> more = new ArrayList<>(queries);
        more.add(new Query(name, description));
        return new Operation(id, summary, access, List.copyOf(more), body, answers, problems);
    }

    /** With a JSON body that is read into this record. */
    public Operation takes(Class<?> type) {
        return takes(JSON, type);
    }

    public Operation takes(String mediaType, Class<?> type) {
        return new Operation(
                id, summary, access, queries, Optional.of(new Content(mediaType, type)), answers, problems);
    }

    /** With a JSON body that is written from this record. */
    public Operation answers(int status, Class<?> type) {
        return answers(status, JSON, type);
    }

    public Operation answers(int status, String mediaType, Class<?> type) {
        return plus(new Answer(status, Optional.of(new Content(mediaType, type))));
    }

    /** With an empty body. */
    public Operation answers(int status) {
        return plus(new Answer(status, Optional.empty()));
    }

    private Operation plus(Answer answer) {
        List<Answer> more = new ArrayList<>(answers);
        more.add(answer);
        return new Operation(id, summary, access, queries, body, List.copyOf(more), problems);
    }

    public Operation refuses(Problem... more) {
        Set<Problem> all = EnumSet.noneOf(Problem.class);
        all.addAll(problems);
        all.addAll(List.of(more));
        return new Operation(id, summary, access, queries, body, answers, Set.copyOf(all));
    }

    /** All that it may be refused with, in the order of their statuses. */
    Set<Problem> allProblems() {
        Set<Problem> all = EnumSet.of(Problem.INTERNAL, Problem.UNAVAILABLE);
        all.addAll(problems);
        if (access != Access.ANYBODY) {
            all.add(Problem.UNAUTHORIZED);
        }
        if (!queries.isEmpty()) {
            all.add(Problem.BAD_REQUEST);
        }
        body.ifPresent(content -> {
            all.addAll(Set.of(Problem.BAD_REQUEST, Problem.BODY_TOO_LARGE, Problem.REQUEST_TIMEOUT));
            if (content.mediaType().equals(JSON)) {
                all.add(Problem.INVALID_JSON);
            }
        });
        return all;
    }

    /** The route that does it. */
    public Endpoint at(HandlerType method, String path, Handler handler) {
        return Endpoint.create(method, path).addMetadata(this).handler(handler);
    }
}
