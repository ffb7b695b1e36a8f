-- Statements of the keeper.

-- name: login_find
SELECT id FROM login WHERE person_id = :person_id

-- name: login_look
SELECT l.state, l.must_change, l.password_digest, s.password_hash
FROM login l LEFT JOIN keeper_secret s ON s.person_id = l.person_id
WHERE l.person_id = :person_id

-- name: login_version
SELECT password_digest, must_change FROM login WHERE person_id = :person_id AND state <> 'ended'

-- name: secret_put
INSERT INTO keeper_secret (person_id, password_hash) VALUES (:person_id, :password_hash)
ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash

-- name: secret_remove
DELETE FROM keeper_secret WHERE person_id = :person_id

-- name: token_look
SELECT t.id, t.person_id, t.expires_on, t.ended_on, t.last_used_on
FROM token t JOIN login l ON l.person_id = t.person_id
WHERE t.token_digest = :token_digest AND l.state <> 'ended'

-- name: token_open
SELECT id FROM token WHERE person_id = :person_id AND ended_on IS NULL ORDER BY id LIMIT 1

-- name: token_list
SELECT id, name, issued_on, expires_on, last_used_on, ended_on
FROM token WHERE person_id = :person_id ORDER BY id

-- name: token_owner
SELECT person_id FROM token WHERE id = :id
