-- Which device it is: each new credential is another device's. Shown to the account's owner, who can revoke it by this name.
alter table device_credential add column id uuid not null default gen_random_uuid();

-- A PIN without which a number cannot be registered anew, even with the code of an SMS. It holds as long as its phone gives signs
-- of life, and 7 days longer. The PIN itself is never stored, only its Argon2id hash (RFC 9106) with the parameters it was made
-- with.
create table registration_lock (
    phone        text primary key references account (phone) on delete cascade,
    salt         bytea       not null,
    hash         bytea       not null,
    memory_kib   integer     not null check (memory_kib > 0),
    iterations   integer     not null check (iterations > 0),
    parallelism  integer     not null check (parallelism > 0),
    set_at       timestamptz not null,
    -- Wrong PINs since the last right one. Counted before a PIN is compared, so that guessing in parallel gains nothing.
    wrong_tries  integer     not null default 0,
    last_try_at  timestamptz
);
