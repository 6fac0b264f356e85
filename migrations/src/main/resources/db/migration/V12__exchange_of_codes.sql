-- What a right code does to the database, in one round trip.

-- Makes accounts that are new, and gives devices new credentials; the old ones are void at commit. The arrays belong together by
-- position. Hashes are SHA-256, in hexadecimal.
create function issue_credentials(numbers text[], hashes text[], at_time timestamptz)
    returns void
    language plpgsql
as
$$
begin
    insert into account (phone, created_at)
        select n, at_time from unnest(numbers) as t (n)
        -- An update of nothing, because that waits for one who is just deleting the account.
        on conflict (phone) do update set created_at = account.created_at;
    insert into device_credential (phone, sha256, created_at)
        select n, decode(h, 'hex'), at_time from unnest(numbers, hashes) as t (n, h)
        on conflict (phone) do update
            set sha256 = excluded.sha256, created_at = excluded.created_at, id = excluded.id;
end;
$$;

-- Uses a session up, and gives its number's device a credential: both or neither. Tries at the number's registration lock are
-- forgotten, and one that has run out is gone. Answers whose number it is; nothing if the session was used, or replaced, in the
-- meantime.
create function exchange_code(session_id uuid, lock_ran_out boolean, hash text, at_time timestamptz)
    returns text
    language plpgsql
as
$$
declare
    number text;
begin
    -- The commit does not wait for the disk: one that tells brokers (NOTIFY) holds the one lock of the whole database meanwhile,
    -- and nobody else could register. Who asked for this waits afterwards, before the credential is told to anybody.
    perform set_config('synchronous_commit', 'off', true);
    -- Coalesce hides the conditions from the planner: of a small table it would rather scan the whole index of current sessions,
    -- and keep to that while the table grows.
    update verification_session s
    set used_at = at_time
    where s.id = session_id and coalesce(s.used_at, s.superseded_at) is null
    returning s.phone into number;
    if number is not null then
        if lock_ran_out then
            delete from registration_lock l where l.phone = number;
        else
            update registration_lock l set wrong_tries = 0, last_try_at = null where l.phone = number and l.wrong_tries > 0;
        end if;
        perform issue_credentials(array[number], array[hash], at_time);
    end if;
    return number;
end;
$$;

-- A session is updated for each guess and when it is used, soon after it was made: room for that in its page spares the indexes.
alter table verification_session set (fillfactor = 50);
