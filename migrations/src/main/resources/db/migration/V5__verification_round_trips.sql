-- What asking for a code does to the database, in two round trips: take_permits, and this.

-- Makes a new session the phone number's current one, and the one before it dead. The number's wait for the next code is the
-- one of these delays that its count of codes in a row calls for; silence, for the time of "memory" after the wait, starts that
-- count again. Answers nothing if the current session is too fresh, or another request was faster.
create function begin_verification(session_id uuid, number text, hmac bytea, lifetime interval, delays interval[],
                                   memory interval, at_time timestamptz)
    returns table (code_expires_at timestamptz, next_code_at timestamptz)
    language plpgsql
as
$$
declare
    step integer;
begin
    -- A crash of the server may forget a session: then its code is not taken, and the person asks for another. Nobody has to
    -- wait for the disk meanwhile. What becomes of a right code is another matter.
    perform set_config('synchronous_commit', 'off', true);
    update verification_session s
    set superseded_at = at_time
    where s.phone = number and s.superseded_at is null and s.next_send_at <= at_time
    returning case when greatest(s.expires_at, s.next_send_at) > at_time - memory then s.backoff_step + 1 else 0 end
        into step;
    step := coalesce(step, 0);
    return query
        insert into verification_session as s (id, phone, code_hmac, created_at, expires_at, next_send_at, backoff_step)
            values (session_id, number, hmac, at_time, at_time + lifetime,
                    at_time + delays[greatest(1, least(step + 1, cardinality(delays)))], step)
            on conflict (phone) where superseded_at is null do nothing
            returning s.expires_at, s.next_send_at;
end;
$$;

-- Gives back what take_permits took for something that then did not happen.
create function give_permits_back(names text[], keys text[], costs integer[])
    returns void
    language plpgsql
as
$$
begin
    perform set_config('synchronous_commit', 'off', true);
    -- In the order of take_permits, so that the two wait for each other and never deadlock.
    perform from limit_bucket b
    where (b.name, b.key) in (select n, k from unnest(names, keys) as t (n, k))
    order by b.name, b.key
    for update;
    update limit_bucket b
    set used = greatest(0, b.used - t.cost)
    from unnest(names, keys, costs) as t (name, key, cost)
    where b.name = t.name and b.key = t.key;
end;
$$;
