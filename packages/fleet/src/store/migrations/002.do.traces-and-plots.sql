-- The trace that a session belongs to, by W3C's header: from the launcher through the daemon to here.
alter table sessions add column traceparent text;

-- For plots of what waits: when it was taken and when it arrived.
create index on sessions (accepted_at) where accepted_at is not null;
