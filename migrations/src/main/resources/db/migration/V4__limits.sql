-- What may be asked how often, across all instances of the service. A limit has a name, a capacity and a period: a bucket of
-- "capacity" permits that fills up evenly, from empty to full in one period. All times come from the service's clock.

-- What an operator wants other than the built-in values; in force with the next request, on all instances. The key is that of
-- one bucket (a country such as DE, a network such as 203.0.113.7); empty: all buckets of the name.
create table limit_rule (
    name     text     not null,
    key      text     not null default '',
    capacity integer  not null check (capacity >= 0),
    period   interval not null check (period > interval '0'),
    primary key (name, key)
);

-- The one table of all buckets. "used" is what was missing in the bucket at the time "used_at"; it has come back since, at the
-- rate of the limit. At full_at the bucket is full in any case, and the row says nothing any more. Phone numbers and addresses
-- are in here as pseudonyms only. Rows are updated in place over and over, hence the free space in each page, and no index on
-- the times.
create table limit_bucket (
    name    text             not null,
    key     text             not null,
    used    double precision not null,
    used_at timestamptz      not null,
    full_at timestamptz      not null,
    primary key (name, key)
) with (fillfactor = 50);

-- Takes permits from several buckets at once: from all of them, or from none. The arrays belong together by position; a name
-- with a key may come once. Answers for each how long it has to wait for its permits (zero: not at all) and which share of its
-- bucket would be used with them. Nothing is taken if one of these shares is above max_share.
create function take_permits(names text[], rule_keys text[], keys text[], costs integer[], capacities integer[],
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
    end if;
    return query select * from unnest(waits, shares);
end;
$$;

-- How many codes a phone number has asked for in a row: each makes the wait for the next one longer.
alter table verification_session add column backoff_step integer not null default 0;
