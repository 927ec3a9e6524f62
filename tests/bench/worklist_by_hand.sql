-- The worklist, written by hand for SQLite as fast as it was found to go: the same columns in the same order.
WITH x AS MATERIALIZED (
  SELECT p.id, p.family, p.given, p.preferred_name, p.birth_date, p.sex, p.phone, p.language, p.search_key,
    (SELECT nurse_id FROM enrolment n WHERE n.patient_id = p.id ORDER BY n.id DESC LIMIT 1) AS nurse_id,
    CASE WHEN p.deceased THEN 'deceased' ELSE coalesce(
      (SELECT state FROM enrolment n WHERE n.patient_id = p.id ORDER BY n.id DESC LIMIT 1), 'not_enrolled'
    ) END AS state,
    coalesce((
      SELECT CASE WHEN NOT accepted THEN 'declined' WHEN effective_until < :today THEN 'revoked' ELSE 'given' END
      FROM consent n WHERE n.patient_id = p.id ORDER BY given_on DESC, n.id DESC LIMIT 1
    ), 'missing') AS consent,
    EXISTS (SELECT 1 FROM care_plan_version n WHERE n.patient_id = p.id) AS signed,
    (SELECT review_on FROM care_plan_version n WHERE n.patient_id = p.id ORDER BY number DESC LIMIT 1) AS review_on,
    EXISTS (SELECT 1 FROM care_plan_draft n WHERE n.patient_id = p.id) AS drafted,
    (SELECT sum(seconds) FROM time_piece n WHERE n.patient_id = p.id AND month = :month) AS seconds,
    l.at AS contact_at, l.outcome,
    (SELECT due_on FROM follow_up n WHERE n.patient_id = p.id AND done = 0
     ORDER BY due_on, due_at, n.id LIMIT 1) AS due_on,
    (SELECT due_at FROM follow_up n WHERE n.patient_id = p.id AND done = 0
     ORDER BY due_on, due_at, n.id LIMIT 1) AS due_at,
    (SELECT reason FROM follow_up n WHERE n.patient_id = p.id AND done = 0
     ORDER BY due_on, due_at, n.id LIMIT 1) AS reason,
    coalesce(l.reached_at >= :month_start, 0) AND (l.reached_at < :month_end OR EXISTS (
      SELECT 1 FROM contact n WHERE n.patient_id = p.id AND n.at >= :month_start AND n.at < :month_end
        AND n.outcome = 'reached')) AS reached
  FROM patient p LEFT JOIN last_contact l ON l.patient_id = p.id
  WHERE p.voided_at IS NULL
)
SELECT x.id, family, given, preferred_name, birth_date, sex, phone, language, nurse_id, u.name, state, consent,
  CASE WHEN signed THEN 'signed' WHEN drafted THEN 'draft' ELSE 'none' END,
  review_on, coalesce(seconds, 0), contact_at, outcome, due_on, due_at, reason,
  CASE
    WHEN state = 'active' THEN CASE
      WHEN due_on < :today THEN 10 WHEN due_on = :today THEN 20 WHEN consent <> 'given' THEN 30
      WHEN NOT signed THEN 40 WHEN review_on < :today THEN 50 WHEN NOT reached THEN 60
      WHEN due_on > :today THEN 70 ELSE 80 END
    WHEN state = 'not_enrolled' THEN 90 ELSE 100 END AS why,
  CASE
    WHEN state = 'active' THEN coalesce(due_on < :today, 0) + coalesce(due_on = :today, 0) * 2
      + (consent <> 'given') * 4 + (NOT signed) * 8 + coalesce(review_on < :today, 0) * 16
      + (NOT reached) * 32 + coalesce(due_on > :today, 0) * 64
    WHEN state = 'not_enrolled' THEN 256 ELSE 512 END,
  search_key
FROM x LEFT JOIN app_user u ON u.id = x.nurse_id
ORDER BY why, due_on IS NULL, due_on, due_at IS NULL, due_at, search_key, x.id
