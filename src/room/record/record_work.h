/* Long work on the record. */
#ifndef ROOM_RECORD_RECORD_WORK_H
#define ROOM_RECORD_RECORD_WORK_H

struct job_kind;

/* Verifying all of the record; making a bundle of evidence. */
extern const struct job_kind verify_job, bundle_job;

#endif
