package dev.doubletick.registration.contacts;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.contacts.ContactRoutes.Contact;
import dev.doubletick.registration.contacts.ContactRoutes.LookupAnswer;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.limit.Limits;
import dev.doubletick.registration.limit.Taking;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** Finds out which numbers are registered. Safe on any thread; blocks for the database. */
public final class ContactLookup {

    private final Jdbi jdbi;
    private final Limits limits;
    private final LookupLimits rules;
    private final Clock clock;

    /** @param jdbi the migrated database */
    public ContactLookup(Jdbi jdbi, Limits limits, LookupLimits rules, Clock clock) {
        this.jdbi = jdbi;
        this.limits = limits;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Looks them up, all or none.
     *
     * @param asker whose limits it counts for: each number once, whether it is registered or not
     * @throws ProblemException too-many-requests
     */
    LookupAnswer find(PhoneNumber asker, String network, List<String> numbers, Region region) {
        Map<String, PhoneNumber> parsed = new LinkedHashMap<>();
        Set<String> invalid = new LinkedHashSet<>();
        for (String number : numbers) {
            region.parse(number).ifPresentOrElse(phone -> parsed.put(number, phone), () -> invalid.add(number));
        }
        Set<PhoneNumber> distinct = new HashSet<>(parsed.values());
        distinct.remove(asker);
        if (!distinct.isEmpty()) {
            take(asker, network, distinct.size());
        }
        Set<String> registered = registered(parsed.values());
        List<Contact> contacts = new ArrayList<>(registered.size());
        parsed.forEach((number, phone) -> {
            if (registered.contains(phone.e164())) {
                contacts.add(new Contact(number, phone.e164()));
            }
        });
        return new LookupAnswer(contacts, List.copyOf(invalid));
    }

    private void take(PhoneNumber asker, String network, int count) {
        Taking taking = limits.take(rules.permits(asker, network, count), clock.instant());
        if (taking instanceof Taking.Exceeded exceeded) {
            long seconds = Math.max(1, exceeded.delay().plusMillis(999).toSeconds());
            throw new ProblemException(
                            Problem.TOO_MANY_REQUESTS,
                            "You have looked up as many numbers as you may. Ask for fewer, or later.")
                    .withHeader("Retry-After", Long.toString(seconds));
        }
    }

    private Set<String> registered(Collection<PhoneNumber> phones) {
        return jdbi.withHandle(handle -> handle.createQuery("select phone from account where phone = any(:phones)")
                .bind("phones", phones.stream().map(PhoneNumber::e164).toArray(String[]::new))
                .mapTo(String.class)
                .collectIntoSet());
    }
}
