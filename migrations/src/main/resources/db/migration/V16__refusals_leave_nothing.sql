-- The functions of V4 and V5, but that a request which took nothing in the end leaves no bucket behind: a full one says nothing.

create or replace function take_permits(names text[], rule_keys text[], keys text[], costs integer[], capacities integer[],
                             periods_ms bigint[], max_share double precision, at_time timestamptz)
    returns table (wait_seconds double precision, used_share double precision)
    language plpgsql
as
$$
declare
    -- Sums of fractions are never quite what they should be.
    tolerance constant double precision := 1e-6;
    waits  double precision[];
    shares double precision[];
begin
    -- A crash of the server may give some permits back. That is better than to make everybody wait for the disk on the one
    -- row of the global budget.
    perform set_config('synchronous_commit', 'off', true);
    with asked as (
        select t.position, t.name, t.key, t.cost,
               coalesce(own.capacity, other.capacity, t.capacity)::double precision as capacity,
               extract(epoch from coalesce(own.period, other.period,
                                           t.period_ms * interval '1 millisecond'))::double precision as seconds
        from unnest(names, rule_keys, keys, costs, capacities, periods_ms)
                 with ordinality as t (name, rule_key, key, cost, capacity, period_ms, position)
                 left join limit_rule own on own.name = t.name and own.key = t.rule_key
                 left join limit_rule other on other.name = t.name and other.key = ''
    ), taken as (
        -- In one order always, so that two requests wait for each other and never deadlock.
        insert into limit_bucket as b (name, key, used, used_at, full_at)
            select a.name, a.key, a.cost, at_time, at_time + make_interval(secs => a.seconds)
            from asked a
            order by a.name, a.key
            on conflict (name, key) do update
                set used = excluded.used + greatest(0, b.used
                        - greatest(0, extract(epoch from at_time - b.used_at)::double precision)
                        * (select a.capacity / a.seconds from asked a where a.name = b.name and a.key = b.key)),
                    used_at = greatest(b.used_at, excluded.used_at),
                    full_at = greatest(b.full_at, excluded.full_at)
            returning b.name, b.key, b.used
    )
    select array_agg(case when a.capacity = 0 then a.seconds
                          when t.used <= a.capacity + tolerance then 0
                          else (t.used - a.capacity) * a.seconds / a.capacity end order by a.position),
           array_agg(case when a.capacity = 0 then 2 else t.used / a.capacity end order by a.position)
    into waits, shares
    from taken t
             join asked a using (name, key);
    if exists (select from unnest(shares) as s (share) where s.share > max_share + tolerance) then
        -- All of these rows are locked by this very transaction.
        update limit_bucket b
        set used = b.used - t.cost
        from unnest(names, keys, costs) as t (name, key, cost)
        where b.name = t.name and b.key = t.key;
        -- Whose bucket was full before: a row for each number that somebody was refused a code to would fill the disk.
        delete from limit_bucket b
        using unnest(names, keys) as t (name, key)
        where b.name = t.name and b.key = t.key and b.used <= tolerance;
    end if;
    return query select * from unnest(waits, shares);
end;
$$;

create or replace function give_permits_back(names text[], keys text[], costs integer[])
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
    delete from limit_bucket b
    using unnest(names, keys) as t (name, key)
    where b.name = t.name and b.key = t.key and b.used <= 1e-6;
end;
$$;
