-- Statements of the imports room.

-- name: upload_put
INSERT INTO import_upload (run_id, job_id) VALUES (:run_id, :job_id)

-- name: upload_of_run
SELECT job_id, undone_at FROM import_upload WHERE run_id = :run_id

-- name: upload_of_job
SELECT run_id, undone_at FROM import_upload WHERE job_id = :job_id

-- name: upload_undone
INSERT INTO import_upload (run_id, undone_at) VALUES (:run_id, :undone_at)
ON CONFLICT (run_id) DO UPDATE SET undone_at = excluded.undone_at

-- name: run_list
SELECT id FROM import_run WHERE id < :before ORDER BY id DESC

-- name: run_count
SELECT count(*) FROM import_run

-- name: profile_last
SELECT coalesce(max(id), 0) FROM import_profile

-- name: profile_put
INSERT INTO import_profile (id, kind, name, owner, body, made_at)
VALUES (:id, :kind, :name, :owner, :body, :made_at)

-- name: profile_list
SELECT id, kind, name FROM import_profile ORDER BY kind, name, id

-- name: profile_read
SELECT kind, name, body FROM import_profile WHERE id = :id
