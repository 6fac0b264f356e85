-- Where a phone can be pushed to. A phone may have several: an app for alerts and calls, or two apps.
create table push_token (
    id              bigint generated always as identity primary key,
    phone           text        not null references account (phone) on delete cascade,
    platform        text        not null check (platform in ('apns', 'fcm', 'webpush')),
    -- APNs has two worlds; the others know production only.
    environment     text        not null check (environment in ('production', 'sandbox')),
    app_id          text        not null check (length(app_id) between 1 and 255),
    kind            text        not null check (kind in ('alert', 'background', 'voip')),
    -- The device token, the registration token, or the endpoint of a Web Push subscription.
    token           text        not null check (length(token) between 1 and 2048),
    -- What a push to a Web Push subscription is encrypted with (RFC 8291): base64url.
    p256dh          text,
    auth            text,
    registered_at   timestamptz not null,
    last_success_at timestamptz,
    check ((platform = 'webpush') = (p256dh is not null and auth is not null)),
    -- A token is one app on one device: it belongs to whoever registered it last.
    unique (platform, token)
);

create index push_token_phone on push_token (phone);

-- A new credential is a new device. Whatever the one before registered must not be pushed to any more, and nobody who changes
-- a credential can forget it.
create function drop_push_tokens() returns trigger
    language plpgsql as
$$
begin
    delete from push_token where phone = old.phone;
    return null;
end;
$$;

create trigger device_credential_drops_push_tokens
    after update of sha256 or delete
    on device_credential
    for each row
execute function drop_push_tokens();
