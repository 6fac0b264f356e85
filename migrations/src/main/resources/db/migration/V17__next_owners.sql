-- A number that was given up comes to somebody else in the end. Who registers it then gets an account of their own, and nothing of
-- the one before: neither waiting messages, nor who was blocked, nor the address book.

drop function exchange_code(uuid, boolean, text, timestamptz);

-- As in V12, and:
-- * The account is locked first, as a deletion does: the two wait for each other, and never deadlock.
-- * The lock that was opened must be the one that is there ("lock_set_at", null: none). If it is not, answers the empty text and
--   does nothing: who has set a lock in the meantime is asked for its PIN.
-- * An account without a sign of life for the time of "forget_after" is replaced by a new one. What an operator allows the number
--   stays.
create function exchange_code(session_id uuid, lock_ran_out boolean, lock_set_at timestamptz, hash text,
                              forget_after interval, at_time timestamptz)
    returns text
    language plpgsql
as
$$
declare
    number  text;
    allowed text[];
    silent  boolean;
begin
    perform set_config('synchronous_commit', 'off', true);
    select s.phone into number from verification_session s where s.id = session_id;
    perform from account a where a.phone = number for update;
    if (select l.set_at from registration_lock l where l.phone = number) is distinct from lock_set_at then
        return '';
    end if;
    update verification_session s
    set used_at = at_time
    where s.id = session_id and coalesce(s.used_at, s.superseded_at) is null
    returning s.phone into number;
    if number is not null then
        select greatest(a.created_at, c.created_at, p.seen_at) < at_time - forget_after, r.recipients
        into silent, allowed
        from account a
             left join device_credential c using (phone)
             left join last_seen p using (phone)
             left join allowed_recipients r using (phone)
        where a.phone = number;
        if silent then
            delete from account where phone = number;
        elsif lock_ran_out then
            delete from registration_lock l where l.phone = number;
        else
            update registration_lock l set wrong_tries = 0, last_try_at = null where l.phone = number and l.wrong_tries > 0;
        end if;
        perform issue_credentials(array[number], array[hash], at_time);
        if silent and allowed is not null then
            insert into allowed_recipients (phone, recipients) values (number, allowed);
        end if;
    end if;
    return number;
end;
$$;
