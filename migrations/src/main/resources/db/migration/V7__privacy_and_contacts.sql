-- Who may see and write what. A phone without a row lets everyone.
create table privacy (
    phone         text primary key references account (phone) on delete cascade,
    last_seen     text not null check (last_seen in ('everyone', 'contacts', 'nobody')),
    seen_receipts text not null check (seen_receipts in ('everyone', 'contacts', 'nobody')),
    messages      text not null check (messages in ('everyone', 'contacts', 'nobody'))
);

-- Whom a phone does not want to hear from. The blocked number need not be registered, and stays blocked if it registers anew.
create table block (
    phone      text        not null references account (phone) on delete cascade,
    blocked    text        not null check (blocked ~ '^\+[1-9][0-9]{6,14}$'),
    created_at timestamptz not null,
    primary key (phone, blocked),
    check (phone <> blocked)
);

-- The server's copy of an address book, for phones with a setting that says "contacts" and for these only. Contacts need not
-- be registered.
create table contact (
    phone   text not null references account (phone) on delete cascade,
    contact text not null check (contact ~ '^\+[1-9][0-9]{6,14}$'),
    primary key (phone, contact)
);

-- Brokers keep all of this with the account, and forget it together. A transaction announces a number once, however many rows
-- of it have changed.
create trigger privacy_changed
    after insert or update or delete
    on privacy
    for each row
execute function notify_account_changed();

create trigger block_changed
    after insert or update or delete
    on block
    for each row
execute function notify_account_changed();

create trigger contact_changed
    after insert or update or delete
    on contact
    for each row
execute function notify_account_changed();
