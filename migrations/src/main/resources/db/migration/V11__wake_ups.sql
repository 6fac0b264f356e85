-- Wake-ups that no provider would take yet. One of each phone, however often it was to be woken meanwhile: when the provider is
-- back, the phone gets one push. Instances of the service share the rows.
create table deferred_wake_up (
    phone           text primary key references account (phone) on delete cascade,
    since           timestamptz not null,
    expires_at      timestamptz not null,
    attempts        integer     not null,
    next_attempt_at timestamptz not null,
    reason          text        not null
);

create index deferred_wake_up_due on deferred_wake_up (next_attempt_at);

-- What came over x/wake/… and could not be worked on: for an operator to look at, and never in the way of the rest.
create table parked_wake_up (
    id        bigint generated always as identity primary key,
    topic     text        not null,
    payload   bytea       not null check (octet_length(payload) <= 1024),
    reason    text        not null,
    parked_at timestamptz not null
);

-- The topic holds the number, which must not outlive its account.
create function drop_parked_wake_ups() returns trigger
    language plpgsql as
$$
begin
    delete from parked_wake_up where topic = 'x/wake/' || ltrim(old.phone, '+');
    return null;
end;
$$;

create trigger account_drops_parked_wake_ups
    after delete
    on account
    for each row
execute function drop_parked_wake_ups();
