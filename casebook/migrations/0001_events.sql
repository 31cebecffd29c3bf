-- Everything people do is an event that is only ever appended; what holds now is a fold over the events.
-- Moments are UTC, 'YYYY-MM-DDTHH:MM:SS.ffffff': they sort as text.

create table control (name text primary key, value integer not null);
insert into control values ('revision', 0), ('purging', 0);

-- One event on one finding. `state` is what holds after it; an undo names the batch it takes back, and in
-- `effective_id` the earlier event that holds again.
create table decisions (
    event_id integer primary key autoincrement,
    finding_key text not null,
    kind text not null check (kind in ('confirm', 'dismiss', 'second_look', 'reopen', 'undo')),
    reason text,
    who text not null,
    at text not null,
    batch text not null,
    undoes text,
    state text not null check (state in ('confirmed', 'dismissed', 'second_look', 'open')),
    effective_id integer,
    revision integer not null,
    check ((kind = 'undo') = (undoes is not null)),
    check (kind <> 'dismiss' or reason is not null),
    unique (batch, finding_key)
);
create index decisions_by_finding on decisions (finding_key, event_id);

create table notes (
    event_id integer primary key autoincrement,
    subject text not null,
    text text not null,
    who text not null,
    at text not null
);
create index notes_by_subject on notes (subject);

-- The kind and group of a chat; an empty kind withdraws the assignment.
create table assignments (
    event_id integer primary key autoincrement,
    chat_key text not null,
    kind text,
    association text,
    group_name text,
    who text not null,
    at text not null
);

-- Whose account it is: an empty person says «nobody of ours», is_withdrawn returns to automatic matching.
create table matches (
    event_id integer primary key autoincrement,
    member_key text not null,
    person_key text,
    is_withdrawn integer not null default 0,
    who text not null,
    at text not null
);

-- Which column a heading means; an empty column keeps the heading aside.
create table mappings (
    event_id integer primary key autoincrement,
    table_name text not null,
    heading text not null,
    column_key text,
    who text not null,
    at text not null
);

-- What becomes of a row that a later edition of its journal no longer holds.
create table disappearances (
    event_id integer primary key autoincrement,
    table_name text not null,
    row_key text not null,
    decision text not null check (decision in ('keep', 'drop')),
    reason text,
    who text not null,
    at text not null
);

create table rule_switches (
    event_id integer primary key autoincrement,
    rule_id text not null,
    is_on integer not null,
    reason text not null,
    who text not null,
    at text not null
);

create table answers (
    event_id integer primary key autoincrement,
    indicator_id text not null,
    period text not null,
    decision text not null,
    deadline text,
    person text,
    who text not null,
    at text not null
);

-- Correction 0 is the month as first closed, n the n-th corrected report. The details are one JSON document.
create table closed_months (
    event_id integer primary key autoincrement,
    period text not null,
    correction integer not null,
    warehouse_version text not null,
    details text not null,
    who text not null,
    at text not null,
    unique (period, correction)
);

create table closed_files (
    event_id integer primary key autoincrement,
    period text not null,
    correction integer not null,
    name text not null,
    sha256 text not null,
    content blob not null,
    unique (period, correction, name)
);

create table report_log (
    event_id integer primary key autoincrement,
    period text not null,
    kind text not null,
    version text not null,
    step text not null check (step in ('built', 'shown', 'sent')),
    person text,
    who text not null,
    at text not null
);

create table viewing_log (
    event_id integer primary key autoincrement,
    who text not null,
    role text not null,
    what text not null,
    reason text not null,
    at text not null
);
create index viewing_log_by_time on viewing_log (at);
