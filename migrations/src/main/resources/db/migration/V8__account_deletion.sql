-- Mailboxes that are still to be emptied because their account is gone. They are not in this database but with the brokers: one
-- of them empties the mailbox and then deletes the row, at once or when it is back. Until then the number takes no messages and
-- lets no phone in, so that nothing of a new owner's can be emptied along.
create table mailbox_deletion (
    phone        text primary key,
    requested_at timestamptz not null default now()
);

-- Whoever deletes an account, and however: what does not refer to it goes with it, and the brokers are told.
create function account_deleted() returns trigger
    language plpgsql as
$$
begin
    delete from verification_session where phone = old.phone;
    insert into mailbox_deletion (phone) values (old.phone) on conflict (phone) do nothing;
    perform pg_notify('doubletick_account', old.phone);
    perform pg_notify('doubletick_deletion', '');
    return null;
end;
$$;

create trigger account_deleted
    after delete
    on account
    for each row
execute function account_deleted();
