-- Nobody rewrites what was decided; only retention may delete, and says so first (control.purging).

create trigger decisions_no_update before update on decisions begin
    select raise(abort, 'events are only appended');
end;
create trigger decisions_no_delete before delete on decisions when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger notes_no_update before update on notes begin
    select raise(abort, 'events are only appended');
end;
create trigger notes_no_delete before delete on notes when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger assignments_no_update before update on assignments begin
    select raise(abort, 'events are only appended');
end;
create trigger assignments_no_delete before delete on assignments when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger matches_no_update before update on matches begin
    select raise(abort, 'events are only appended');
end;
create trigger matches_no_delete before delete on matches when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger mappings_no_update before update on mappings begin
    select raise(abort, 'events are only appended');
end;
create trigger mappings_no_delete before delete on mappings when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger disappearances_no_update before update on disappearances begin
    select raise(abort, 'events are only appended');
end;
create trigger disappearances_no_delete before delete on disappearances when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger rule_switches_no_update before update on rule_switches begin
    select raise(abort, 'events are only appended');
end;
create trigger rule_switches_no_delete before delete on rule_switches when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger answers_no_update before update on answers begin
    select raise(abort, 'events are only appended');
end;
create trigger answers_no_delete before delete on answers when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger closed_months_no_update before update on closed_months begin
    select raise(abort, 'events are only appended');
end;
create trigger closed_months_no_delete before delete on closed_months when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger closed_files_no_update before update on closed_files begin
    select raise(abort, 'events are only appended');
end;
create trigger closed_files_no_delete before delete on closed_files when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger report_log_no_update before update on report_log begin
    select raise(abort, 'events are only appended');
end;
create trigger report_log_no_delete before delete on report_log when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;

create trigger viewing_log_no_update before update on viewing_log begin
    select raise(abort, 'events are only appended');
end;
create trigger viewing_log_no_delete before delete on viewing_log when (select value from control where name = 'purging') = 0 begin
    select raise(abort, 'events are only appended');
end;
