-- One row per holder of a key post who is close kin of a leader of the same school, per that leader and per declaration.
WITH here AS (
  SELECT r.school_code, r.staff_no, r.id_no_key, r.post_rank, r.key_post, r.row_id
  FROM staff_register AS r
  LEFT JOIN schools AS s ON s.school_code = r.school_code
  WHERE r.left_on IS NULL AND r.id_no_key IS NOT NULL
    -- A remote small school is often the only place to work at.
    AND NOT coalesce(s.size_class = 'C' AND s.km >= $remote, FALSE)
),
declared AS (
  SELECT d.school_code, d.staff_no, d.relative_id_key, d.row_id
  FROM staff_relations AS d
  WHERE d.relation IN ('spouse', 'parent', 'child', 'sibling', 'collateral', 'in_law')
    AND d.relative_id_key IS NOT NULL
),
pairs AS (
  SELECT a.school_code, a.staff_no AS one, b.staff_no AS other, a.row_id AS one_row, b.row_id AS other_row,
    d.row_id AS declared_row,
    coalesce(a.post_rank = 'leader', FALSE) AS one_leads,
    coalesce(b.post_rank = 'leader', FALSE) AS other_leads,
    coalesce(a.key_post IN ('finance', 'personnel', 'procurement'), FALSE) AS one_key,
    coalesce(b.key_post IN ('finance', 'personnel', 'procurement'), FALSE) AS other_key
  FROM declared AS d
  JOIN here AS a ON a.school_code = d.school_code AND a.staff_no = d.staff_no
  JOIN here AS b ON b.school_code = d.school_code AND b.id_no_key = d.relative_id_key
  WHERE a.staff_no <> b.staff_no
),
held AS (
  SELECT school_code, one AS holder, other AS leader, one_row AS holder_row, other_row AS leader_row, declared_row
  FROM pairs
  WHERE one_key AND other_leads
  UNION ALL
  SELECT school_code, other AS holder, one AS leader, other_row AS holder_row, one_row AS leader_row, declared_row
  FROM pairs
  WHERE other_key AND one_leads
),
counted AS (
  SELECT school_code, holder, count(DISTINCT leader) AS leaders
  FROM held
  GROUP BY school_code, holder
),
evidence AS (
  SELECT school_code, holder, 'staff_register' AS source, holder_row AS row_id FROM held
  UNION ALL
  SELECT school_code, holder, 'staff_register' AS source, leader_row AS row_id FROM held
  UNION ALL
  SELECT school_code, holder, 'staff_relations' AS source, declared_row AS row_id FROM held
)
SELECT
  e.school_code,
  e.holder AS subject,
  '' AS period,
  CAST(c.leaders AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN counted AS c ON c.school_code = e.school_code AND c.holder = e.holder
