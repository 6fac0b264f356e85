-- Until when a phone was last connected. Brokers write in batches, some seconds late; nobody is notified. Rows are updated in
-- place over and over, hence the free space in each page.
create table last_seen (
    phone   text primary key references account (phone) on delete cascade,
    seen_at timestamptz not null
) with (fillfactor = 70);
