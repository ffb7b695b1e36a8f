-- Statements of the pages of notices.

-- name: channel_counts
SELECT state, COUNT(*) FROM delivery WHERE channel = :channel GROUP BY state

-- name: channel_troubles
SELECT d.notice_id, d.state, d.attempts, d.next_at, d.last_error, n.subject_key, n.about, n.made_at,
    n.staff_no
FROM delivery d JOIN notice n ON n.id = d.notice_id
WHERE d.channel = :channel AND d.last_error IS NOT NULL AND d.state IN ('failed', 'waiting')
ORDER BY d.id DESC LIMIT 20
