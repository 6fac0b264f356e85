-- A wake-up that joins one which is put off may come while that one is being pushed, and must not be deleted with it: whoever has
-- pushed deletes the row only if nothing has joined since. The reminder is kept so that its hours do not count as a delay.
alter table deferred_wake_up
    add column joined   bigint  not null default 0,
    add column reminder boolean not null default false;
