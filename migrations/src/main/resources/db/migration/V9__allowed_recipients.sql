-- Whom a device may write to, as its operator wants it. A phone without a row may write to anybody, one with an empty list to
-- nobody. A number in a list need not be registered (yet), so it refers to no account.
create table allowed_recipients (
    phone      text primary key references account (phone) on delete cascade,
    recipients text[] not null check (
        cardinality(recipients) <= 1000
        and array_position(recipients, null) is null
        and array_to_string(recipients, ' ') ~ '^(\+[1-9][0-9]{6,14}( \+[1-9][0-9]{6,14})*)?$')
);

-- Brokers keep the list with the account, and forget both together.
create trigger allowed_recipients_changed
    after insert or update or delete
    on allowed_recipients
    for each row
execute function notify_account_changed();
