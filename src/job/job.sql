-- Statements of jobs.

-- name: job_find
SELECT id, kind, subject, owner, terminal, language, input, state, message, result, file, tries,
       created_at, started_at, ended_at
FROM job WHERE id = :id

-- name: job_list
SELECT id, kind, subject, owner, terminal, language, input, state, message, NULL, file, tries,
       created_at, started_at, ended_at
FROM job WHERE owner = :owner AND id < :before ORDER BY id DESC LIMIT :most

-- name: job_of_kind
SELECT id, kind, subject, owner, terminal, language, input, state, message, NULL, file, tries,
       created_at, started_at, ended_at
FROM job WHERE kind = :kind AND id < :before ORDER BY id DESC LIMIT :most

-- name: job_of_subject
SELECT id, kind, subject, owner, terminal, language, input, state, message, result, file, tries,
       created_at, started_at, ended_at
FROM job WHERE subject = :subject ORDER BY id DESC LIMIT :most

-- name: job_next
SELECT id, kind, subject, owner, terminal, language, input, state, message, result, file, tries,
       created_at, started_at, ended_at
FROM job WHERE state = 'waiting' ORDER BY id LIMIT 1

-- name: job_last
SELECT coalesce(max(id), 0) FROM job

-- name: job_newest
SELECT coalesce(max(id), CAST(:subject AS INTEGER)) FROM job
WHERE subject = CAST(:subject AS INTEGER)

-- name: job_insert
INSERT INTO job (id, kind, subject, owner, terminal, language, input, state, tries, created_at)
VALUES (:id, :kind, :subject, :owner, :terminal, :language, :input, 'waiting', 0, :at)

-- name: job_begin
UPDATE job SET state = 'running', tries = tries + 1, started_at = :at
WHERE id = :id AND state = 'waiting'

-- name: job_keep
UPDATE job SET result = :result, file = :file WHERE id = :id

-- name: job_end
UPDATE job SET state = :state, message = :message, result = :result, file = :file, ended_at = :at
WHERE id = :id

-- name: job_drop
UPDATE job SET state = 'cancelled', ended_at = :at WHERE id = :id AND state = 'waiting'

-- name: job_again
UPDATE job SET state = 'waiting' WHERE state = 'running'
