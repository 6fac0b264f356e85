-- One attempt to prove by SMS that somebody holds a phone number. Rows live for minutes: the service deletes them some
-- time after their code has expired. All times come from the service's clock, never from the database's.
create table verification_session (
    id            uuid primary key,
    phone         text        not null check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    -- HMAC-SHA256 of session id and code under a key that is not in this database: a copy of the table reveals no code.
    code_hmac     bytea       not null check (octet_length(code_hmac) = 32),
    -- Guesses so far, right or wrong. Counted before a guess is compared, so that guessing in parallel gains nothing.
    attempts      integer     not null default 0,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    next_send_at  timestamptz not null,
    used_at       timestamptz,
    superseded_at timestamptz
);

-- At most one session of a number can still be used; asking twice at the same time sends one SMS.
create unique index verification_session_current
    on verification_session (phone)
    where superseded_at is null;

create index verification_session_expiry on verification_session (expires_at);
