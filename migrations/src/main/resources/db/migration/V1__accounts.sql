-- A registered phone number. Numbers are E.164 with the plus, everywhere in this database.
create table account (
    phone      text primary key check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    created_at timestamptz not null default now()
);

-- The one device of a phone number. The credential itself is never stored, only its SHA-256: it is 256 random bits, so
-- there is nothing that a slow hash would have to protect.
create table device_credential (
    phone      text primary key references account (phone) on delete cascade,
    sha256     bytea       not null check (octet_length(sha256) = 32),
    created_at timestamptz not null default now()
);

-- Brokers keep accounts in memory. They LISTEN here and forget, or disconnect, the number that a change names; a trigger
-- tells them, so that nobody who changes a credential can forget to.
create function notify_account_changed() returns trigger
    language plpgsql as
$$
begin
    perform pg_notify('doubletick_account', coalesce(new.phone, old.phone));
    return null;
end;
$$;

create trigger device_credential_changed
    after insert or update or delete
    on device_credential
    for each row
execute function notify_account_changed();
